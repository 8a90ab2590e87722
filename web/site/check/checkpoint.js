// Checkpoints: C2SP tlog-checkpoint 1.0.0.

import { fromBase64, refuse } from "./bytes.js";
import { openNote } from "./note.js";

const MAX_SIZE = 2n ** 63n - 1n;

/** Origin, size (exact, as a bigint) and root of a checkpoint's text. */
export function parseCheckpoint(text) {
  if (!text.endsWith("\n")) refuse("checkpoint cut short");
  const [origin, size, root, ...more] = text.slice(0, -1).split("\n");
  if (root === undefined) refuse("checkpoint of too few lines");
  if (origin === "") refuse("checkpoint without an origin");
  if (!/^(0|[1-9][0-9]*)$/.test(size) || BigInt(size) > MAX_SIZE) refuse("size of a checkpoint");
  const hash = fromBase64(root);
  if (hash.length !== 32) refuse("root of a checkpoint");
  if (more.includes("")) refuse("empty line in a checkpoint");
  return { origin, size: BigInt(size), root: hash, extensions: more };
}

/** A checkpoint that the log signed. */
export async function openCheckpoint(bytes, log) {
  const { text } = await openNote(bytes, log);
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== log.name) refuse("checkpoint of another log");
  if (checkpoint.size > BigInt(Number.MAX_SAFE_INTEGER)) refuse("a log longer than this program can count");
  return { ...checkpoint, size: Number(checkpoint.size) };
}
