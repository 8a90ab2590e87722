// Signed notes and verifier keys: C2SP signed-note 1.0.0, with the limits of `specs/log.md`.

import { concat, equal, fromBase64, fromHex, fromUtf8, refuse, sha256, toUtf8 } from "./bytes.js";
import { checkKey, verify } from "./curve.js";

export const MAX_NOTE_BYTES = 65535;
const MAX_SIGNATURES = 64;
export const ED25519 = 1;
export const COSIGNATURE = 4;

const badName = (name) => name === "" || name.includes("+") || /\p{White_Space}/u.test(name);

/** Text and signature lines of a note. */
export function parseNote(bytes, limit = MAX_NOTE_BYTES) {
  if (bytes.length > limit) refuse("note too long");
  const whole = fromUtf8(bytes);
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0009\u000b-\u001f]/.test(whole)) refuse("control character in a note");
  if (!whole.endsWith("\n")) refuse("note without its last newline");
  const gap = whole.lastIndexOf("\n\n");
  if (gap < 0 || gap + 2 === whole.length) refuse("note without a signature");
  const text = whole.slice(0, gap + 1);
  const lines = whole.slice(gap + 2, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) refuse("too many signatures");
  return { text, signatures: lines.map(signatureLine) };
}

function signatureLine(line) {
  if (!line.startsWith("— ")) refuse("signature line");
  const space = line.indexOf(" ", 2);
  if (space < 0) refuse("signature line");
  const name = line.slice(2, space);
  if (badName(name)) refuse("name of a key");
  const bytes = fromBase64(line.slice(space + 1));
  if (bytes.length < 5) refuse("signature too short");
  return { name, id: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

/** The four bytes a key is named by. */
export async function keyId(name, algorithm, key) {
  return (await sha256(toUtf8(name), Uint8Array.of(10, algorithm), key)).subarray(0, 4);
}

/** A verifier key: `name+id+base64`. */
export async function parseVerifier(text) {
  const found = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/.exec(text);
  if (!found || /\n/.test(text)) refuse("form of a verifier key");
  const [, name, hex, rest] = found;
  const typed = fromBase64(rest);
  if (typed.length !== 33) refuse("length of a verifier key");
  if (badName(name)) refuse("name of a key");
  const [algorithm, key, id] = [typed[0], typed.subarray(1), fromHex(hex, 4)];
  if (algorithm !== ED25519 && algorithm !== COSIGNATURE) refuse("algorithm of a key");
  if (!equal(id, await keyId(name, algorithm, key))) refuse("id of a key");
  checkKey(key);
  return { name, id, algorithm, key };
}

/** The note's text, if this key signed it; a line of the key that does not verify refuses it. */
export async function openNote(bytes, verifier, limit) {
  const note = parseNote(bytes, limit);
  const own = note.signatures.filter(({ name, id }) => name === verifier.name && equal(id, verifier.id));
  if (!own.length) refuse(`not signed by ${verifier.name}`);
  for (const { signature } of own) {
    if (!(await verify(verifier.key, toUtf8(note.text), signature))) refuse(`signature of ${verifier.name}`);
  }
  return note;
}

/** The key ids must tell keys apart inside one note. */
export const identity = (bytes) => sha256(concat(bytes));
