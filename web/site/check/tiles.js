// Tiles and bundles: C2SP tlog-tiles 0.1.0.

import { refuse } from "./bytes.js";
import { nodeHash } from "./tree.js";

const WIDTH = 256;
const MAX_INDEX = 2n ** 64n - 1n;

/** `x001/234` of 1234. */
function nested(index) {
  const parts = [];
  for (let rest = index; ; rest = Math.floor(rest / 1000)) {
    parts.unshift(String(rest % 1000).padStart(3, "0"));
    if (rest < 1000) break;
  }
  return parts.map((part, at) => (at + 1 < parts.length ? `x${part}` : part)).join("/");
}

/** The path of a tile (level 0 to 63, or `entries`). */
export function tilePath(level, index, width = WIDTH) {
  return `tile/${level}/${nested(index)}${width < WIDTH ? `.p/${width}` : ""}`;
}

/** Whether a text is the path of a tile or bundle, in its one spelling. */
export function isTilePath(text) {
  const found = /^tile\/(0|[1-9][0-9]?|entries)((?:\/x[0-9]{3})*)\/([0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/.exec(text);
  if (!found) return false;
  const [, level, high, low, width] = found;
  if (level !== "entries" && Number(level) > 63) return false;
  if (high.startsWith("/x000") || (width !== undefined && Number(width) >= WIDTH)) return false;
  return BigInt(high.replaceAll("/x", "") + low) <= MAX_INDEX;
}

/** The entries of a bundle that must hold exactly so many. */
export function readBundle(bytes, count) {
  const entries = [];
  let at = 0;
  for (; entries.length < count; ) {
    if (at + 2 > bytes.length) refuse("bundle cut short");
    const length = bytes[at] * 256 + bytes[at + 1];
    if (at + 2 + length > bytes.length) refuse("bundle cut short");
    entries.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  if (at !== bytes.length) refuse("bytes after a bundle");
  return entries;
}

const widthAt = (length, index) => Math.min(WIDTH, length - index * WIDTH);

/** The hashes of a log of `size` entries, tile by tile; `read(path)` gives the bytes of a file. */
export class Tiles {
  constructor(size, read) {
    Object.assign(this, { size, read, tiles: new Map() });
  }

  tile(level, index) {
    const width = widthAt(Math.floor(this.size / WIDTH ** level), index);
    const path = tilePath(level, index, width);
    if (!this.tiles.has(path)) {
      const tile = this.read(path).then((bytes) => {
        if (bytes.length !== 32 * width) refuse(`length of ${path}`);
        return Array.from({ length: width }, (_, at) => bytes.subarray(32 * at, 32 * at + 32));
      });
      this.tiles.set(path, tile);
    }
    return this.tiles.get(path);
  }

  /** The root of the whole subtree of `2 ** height` leaves that is the `nth` of its kind. */
  async subtree(height, nth) {
    const level = Math.floor(height / 8);
    const span = 2 ** (height % 8);
    const first = nth * span;
    const tile = await this.tile(level, Math.floor(first / WIDTH));
    let hashes = tile.slice(first % WIDTH, (first % WIDTH) + span);
    if (hashes.length !== span) refuse("a tile is too short");
    for (; hashes.length > 1; ) {
      hashes = await Promise.all(hashes.filter((_, at) => at % 2 === 0).map((left, at) => nodeHash(left, hashes[2 * at + 1])));
    }
    return hashes[0];
  }

  /** The root of the leaves from `start` to `end`, where `start` is a multiple of a power of two that is not less than their number. */
  async range(start, end) {
    const length = end - start;
    const height = Math.floor(Math.log2(length));
    if (length === 2 ** height) return this.subtree(height, start / length);
    const middle = start + 2 ** height;
    return nodeHash(await this.range(start, middle), await this.range(middle, end));
  }

  /** The proof that a leaf is in the tree: from the leaf up. */
  async proof(index) {
    const path = [];
    let [start, end] = [0, this.size];
    while (end - start > 1) {
      const half = 2 ** (Math.ceil(Math.log2(end - start)) - 1);
      const middle = start + half;
      if (index < middle) {
        path.unshift(await this.range(middle, end));
        end = middle;
      } else {
        path.unshift(await this.range(start, middle));
        start = middle;
      }
    }
    return path;
  }

  leaf(index) {
    return this.tile(0, Math.floor(index / WIDTH)).then((tile) => tile[index % WIDTH]);
  }
}

/** The bundle that holds an entry: its path, how many entries it holds, and the position inside. */
export function bundleOf(index, size) {
  const bundle = Math.floor(index / WIDTH);
  const count = widthAt(size, bundle);
  return { path: tilePath("entries", bundle, count), count, at: index % WIDTH };
}
