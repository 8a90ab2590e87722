// Receipts: C2SP tlog-proof, `c2sp.org/tlog-proof@v1`.

import { fromBase64, fromUtf8, refuse, toUtf8 } from "./bytes.js";
import { openCheckpoint, parseCheckpoint } from "./checkpoint.js";
import { parseNote } from "./note.js";
import { included, leafHash } from "./tree.js";

const HEADER = "c2sp.org/tlog-proof@v1";
const MAX_HASHES = 63;
const MAX_EXTRA = 65535;
const MAX_INDEX = 2n ** 63n - 1n;

/** Extra data (or nothing), index, path and the bytes of the checkpoint. */
export function parseProof(bytes) {
  const lines = fromUtf8(bytes).split("\n");
  let at = 0;
  if (lines[at++] !== HEADER) refuse("not a proof");
  let extra = null;
  if (lines[at]?.startsWith("extra ")) {
    extra = fromBase64(lines[at++].slice(6));
    if (extra.length > MAX_EXTRA) refuse("extra data too long");
  }
  const found = /^index (0|[1-9][0-9]*)$/.exec(lines[at++] ?? "");
  if (!found || BigInt(found[1]) > MAX_INDEX) refuse("index of a proof");
  const path = [];
  for (; lines[at] !== ""; at++) {
    if (lines[at] === undefined) refuse("proof cut short");
    const hash = fromBase64(lines[at]);
    if (hash.length !== 32) refuse("hash of a proof");
    if (path.push(hash) > MAX_HASHES) refuse("too many hashes");
  }
  const checkpoint = toUtf8(lines.slice(at + 1).join("\n"));
  parseCheckpoint(parseNote(checkpoint).text);
  return { extra, index: BigInt(found[1]), path, checkpoint };
}

/** Refuses a receipt whose entry is not in the log that this key signs. */
export async function checkReceipt(bytes, log) {
  const proof = parseProof(bytes);
  if (!proof.extra) refuse("a receipt without its message");
  const { size, root } = await openCheckpoint(proof.checkpoint, log);
  if (!(await included(await leafHash(proof.extra), proof.index, BigInt(size), proof.path, root))) refuse("inclusion");
  return { entry: proof.extra, index: proof.index, size, root };
}
