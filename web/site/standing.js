// Whether the figures of a page are final: the page cannot say it, because witnesses cosign the log
// after it is published. The file `checkpoint` bears their word, and it is verified here.

import { equal, refuse, toHex, toUtf8 } from "./check/bytes.js";
import { parseCheckpoint } from "./check/checkpoint.js";
import { verify } from "./check/curve.js";
import { COSIGNATURE, openNote, parseNote, parseVerifier } from "./check/note.js";
import { said, words } from "./words.js";

// Timestamp and signature: C2SP tlog-cosignature 1.0.1.
const TIME_BYTES = 8;
const COSIGNATURE_BYTES = TIME_BYTES + 64;

async function isCosigned(key, text, signature) {
  if (key.algorithm !== COSIGNATURE || signature.length !== COSIGNATURE_BYTES) return false;
  const time = new DataView(signature.buffer, signature.byteOffset, TIME_BYTES).getBigUint64(0);
  if (time >= 2n ** 63n) return false;
  return verify(key.key, toUtf8(`cosignature/v1\ntime ${time}\n${text}`), signature.subarray(TIME_BYTES));
}

/** The checkpoint of a file that the log signed, and how many of these witnesses have cosigned it. */
export async function read(bytes, { log, witnesses }) {
  const own = await parseVerifier(log);
  await openNote(bytes, own);
  const { text, signatures } = parseNote(bytes);
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== own.name) refuse("checkpoint of another log");
  let by = 0;
  for (const witness of witnesses) {
    const key = await parseVerifier(witness);
    const lines = signatures.filter(({ name, id }) => name === key.name && equal(id, key.id));
    const good = await Promise.all(lines.map(({ signature }) => isCosigned(key, text, signature)));
    if (good.length && !good.includes(false)) by++;
  }
  return { size: checkpoint.size, root: toHex(checkpoint.root), by };
}

/** Which sentence a page of the log `page` shows under the checkpoint `seen`. */
export function standing(page, seen) {
  const size = BigInt(page.size);
  if (seen.size === size && seen.root !== page.root) return "other";
  if (seen.size > size) return "newer";
  if (seen.size < size || seen.by < page.quorum) return "provisional";
  return page.whole ? "final" : "finalCounting";
}

/** Says it in place of the sentence that stands there without this program. */
export async function show(box) {
  const get = async (path) => {
    // What changes is never taken from a cache.
    const answer = await fetch(path, { cache: "no-store" });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer;
  };
  const page = await (await get(box.dataset.log)).json();
  const seen = await read(new Uint8Array(await (await get(box.dataset.checkpoint)).arrayBuffer()), page);
  const state = standing(page, seen);
  const by = state === "provisional" && seen.size !== BigInt(page.size) ? 0 : seen.by;
  box.dataset.state = state;
  box.textContent = said(words()[`standing_${state}`], by, page.witnesses.length, page.quorum);
}
