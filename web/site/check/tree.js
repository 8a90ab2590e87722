// Merkle trees: RFC 6962 section 2.1, proofs as in RFC 9162.

import { equal, sha256 } from "./bytes.js";

const [LEAF, NODE] = [Uint8Array.of(0), Uint8Array.of(1)];

export const leafHash = (entry) => sha256(LEAF, entry);
export const nodeHash = (left, right) => sha256(NODE, left, right);

/** A tree that grows: the roots of its whole subtrees, the largest first. */
export class Growing {
  constructor() {
    this.size = 0;
    this.peaks = [];
  }

  async push(leaf) {
    let node = leaf;
    for (let size = this.size; size % 2 === 1; size = (size - 1) / 2) node = await nodeHash(this.peaks.pop(), node);
    this.peaks.push(node);
    this.size++;
  }

  async root() {
    if (!this.size) return sha256(new Uint8Array());
    let root = this.peaks.at(-1);
    for (let at = this.peaks.length - 2; at >= 0; at--) root = await nodeHash(this.peaks[at], root);
    return root;
  }
}

/** Whether `path` leads from a leaf at `index` to the root of `size` leaves. Numbers are bigints. */
export async function included(leaf, index, size, path, root) {
  if (index >= size) return false;
  let [at, last, hash] = [index, size - 1n, leaf];
  for (const sibling of path) {
    if (last === 0n) return false;
    if (at & 1n || at === last) {
      hash = await nodeHash(sibling, hash);
      while (!(at & 1n) && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    } else {
      hash = await nodeHash(hash, sibling);
    }
    [at, last] = [at >> 1n, last >> 1n];
  }
  return last === 0n && equal(hash, root);
}
