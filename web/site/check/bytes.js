// Bytes and their spellings, each with one spelling only, and the hash.

/** What is refused, with a word that says why. */
export class Refused extends Error {}

export function refuse(why) {
  throw new Refused(why);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export const toHex = (bytes) => Array.from(bytes, (byte) => HEX[byte]).join("");

export function fromHex(text, length) {
  if (!/^([0-9a-f]{2})*$/.test(text) || text.length !== 2 * length) refuse("hex");
  return Uint8Array.from({ length }, (_, at) => parseInt(text.slice(2 * at, 2 * at + 2), 16));
}

export const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/** Standard base64 with padding; what would not be written so again is refused. */
export function fromBase64(text) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4) refuse("base64");
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
  // Unused bits that are not zero would be a second spelling.
  if (text.endsWith("=") && toBase64(bytes.subarray(-(bytes.length % 3 || 3))) !== text.slice(-4)) refuse("base64");
  return bytes;
}

/** Text of UTF-8 bytes; a byte order mark stays in it, to be refused by who reads it. */
export function fromUtf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse("not UTF-8");
  }
}

export const toUtf8 = (text) => new TextEncoder().encode(text);

export function concat(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (out.set(part, at), at + part.length), 0);
  return out;
}

export const equal = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);

export async function sha256(...parts) {
  const bytes = parts.length === 1 ? parts[0] : concat(...parts);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** Digits without sign or leading zero, at most `limit`; numbers are exact up to 2^53. */
export function decimal(text, limit = Number.MAX_SAFE_INTEGER) {
  if (!/^(0|[1-9][0-9]*)$/.test(text)) refuse("number");
  if (text.length > 15 ? BigInt(text) > BigInt(limit) : Number(text) > limit) refuse("number");
  return Number(text);
}
