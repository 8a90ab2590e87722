// Ed25519: signatures by the browser, and the strictness that it leaves to us (`specs/log.md`):
// keys that are canonical, on the curve, of the large order; S below the order; R not small.

import { fromHex, refuse, toHex } from "./bytes.js";

const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (a) => ((a % P) + P) % P;

function power(base, exponent) {
  let out = 1n;
  for (base = mod(base); exponent > 0n; exponent >>= 1n, base = (base * base) % P) if (exponent & 1n) out = (out * base) % P;
  return out;
}

const inverse = (a) => power(a, P - 2n);
const D = mod(-121665n * inverse(121666n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);

const little = (bytes) => BigInt(`0x${toHex(Uint8Array.from(bytes).reverse())}`);

/** The point of an encoding, as x and y. */
function decompress(bytes) {
  const number = little(bytes);
  const sign = number >> 255n;
  const y = number & (2n ** 255n - 1n);
  if (y >= P) refuse("key is not canonical");
  const y2 = (y * y) % P;
  const [u, v] = [mod(y2 - 1n), mod(D * y2 + 1n)];
  let x = (u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n)) % P;
  const check = (v * x * x) % P;
  if (check === mod(-u)) x = (x * ROOT_OF_MINUS_ONE) % P;
  else if (check !== u) refuse("key is not on the curve");
  if (x === 0n && sign) refuse("key is not canonical");
  if ((x & 1n) !== sign) x = mod(-x);
  return [x, y];
}

const extended = ([x, y]) => [x, y, 1n, (x * y) % P];

/** Adds two points of the twisted Edwards curve, in extended coordinates. */
function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = ((y1 + x1) * (y2 + x2)) % P;
  const c = (((2n * D * t1) % P) * t2) % P;
  const d = (2n * z1 * z2) % P;
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function times(number, point) {
  let out = [0n, 1n, 1n, 0n];
  for (; number > 0n; number >>= 1n, point = add(point, point)) if (number & 1n) out = add(out, point);
  return out;
}

const isZero = ([x, y, z]) => x === 0n && y === z;

/** Refuses a key that a careful registrar refuses. */
export function checkKey(bytes) {
  if (bytes.length !== 32) refuse("key");
  const point = extended(decompress(bytes));
  if (isZero(times(8n, point))) refuse("key of small order");
  if (!isZero(times(ORDER, point))) refuse("key of mixed order");
}

// The eight points of small order.
const SMALL = new Set([
  "0100000000000000000000000000000000000000000000000000000000000000",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "0000000000000000000000000000000000000000000000000000000000000080",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
]);
const FIELD = fromHex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", 32);
const ORDER_BYTES = fromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010", 32);

/** Whether little-endian `a` is below `b`. */
function below(a, b, mask = 255) {
  for (let at = 31; at >= 0; at--) {
    const byte = at === 31 ? a[at] & mask : a[at];
    if (byte !== b[at]) return byte < b[at];
  }
  return false;
}

/** What can be said of a key at once: canonical, and not of small order. */
export function looksSound(bytes) {
  return bytes.length === 32 && below(bytes, FIELD, 127) && !SMALL.has(toHex(bytes));
}

const keys = new Map();

function imported(bytes) {
  const name = toHex(bytes);
  if (!keys.has(name)) {
    // A country has hundreds of thousands of keys, most of which sign once.
    if (keys.size > 4096) keys.clear();
    keys.set(name, crypto.subtle.importKey("raw", bytes, "Ed25519", false, ["verify"]));
  }
  return keys.get(name);
}

/** One signature by itself, strictly. The browser's own check has no cofactor: it compares R's bytes. */
export async function verify(key, message, signature) {
  if (signature.length !== 64 || !looksSound(key)) return false;
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32)];
  if (!below(s, ORDER_BYTES) || !looksSound(r)) return false;
  try {
    return await crypto.subtle.verify("Ed25519", await imported(key), signature, message);
  } catch {
    return false;
  }
}
