// The strict text that every format of `specs/` is written in: one spelling per value, all else
// refused.

import { decimal, fromBase64, fromHex, fromUtf8, refuse, toUtf8 } from "./bytes.js";
import { looksSound } from "./curve.js";

const MAX_LINE_BYTES = 1024;
const MAX_PHRASE_BYTES = 400;
export const MAX_VOTES = 10_000_000;
export const MAX_SUM = 2 ** 53 - 1;
export const MAX_CANDIDATES = 400;

// Characters that steer a terminal, cannot be seen, or turn the reading direction.
const HIDDEN = /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
// eslint-disable-next-line no-control-regex
const PLAIN = /^[\u0020-\u007e]*$/;

export class Lines {
  constructor(bytes) {
    const text = typeof bytes === "string" ? bytes : fromUtf8(bytes);
    if (text.startsWith("\ufeff")) refuse("E001");
    if (!text.endsWith("\n")) refuse("E004");
    this.text = text;
    this.at = 0;
    this.line = 0;
  }

  fail(code) {
    return refuse(`${code} line ${this.line}`);
  }

  whole() {
    this.line++;
    const end = this.text.indexOf("\n", this.at);
    if (end < 0) this.fail("E005");
    const line = this.text.slice(this.at, end);
    this.at = end + 1;
    if (!PLAIN.test(line)) {
      if (HIDDEN.test(line)) this.fail("E002");
      if (toUtf8(line).length > MAX_LINE_BYTES) this.fail("E009");
    } else if (line.length > MAX_LINE_BYTES) {
      this.fail("E009");
    }
    if (line.startsWith(" ") || line.endsWith(" ")) this.fail("E003");
    return line;
  }

  exactly(line) {
    if (this.whole() !== line) this.fail("E005");
  }

  value(key) {
    const line = this.whole();
    if (!line.startsWith(`${key} `)) this.fail("E005");
    return line.slice(key.length + 1);
  }

  peek(key) {
    return this.text.startsWith(`${key} `, this.at);
  }

  /** Exactly `count` fields, the last of which may hold spaces. */
  fields(key, count) {
    const parts = this.value(key).split(" ");
    if (parts.length < count) this.fail("E005");
    const fields = [...parts.slice(0, count - 1), parts.slice(count - 1).join(" ")];
    if (fields.some((field) => field === "")) this.fail("E005");
    if (fields.at(-1).startsWith(" ")) this.fail("E003");
    return fields;
  }

  number(text, limit) {
    try {
      return decimal(text, limit);
    } catch {
      return this.fail("E006");
    }
  }

  id(text) {
    return /^[A-Za-z0-9][A-Za-z0-9._-]{0,22}$/.test(text) ? text : this.fail("E007");
  }

  hash(text) {
    return /^[0-9a-f]{64}$/.test(text) ? text : this.fail("E011");
  }

  moment(text) {
    return instant(text) === null ? this.fail("E008") : text;
  }

  word(text, words) {
    return words.includes(text) ? text : this.fail("E012");
  }

  /** Free text; `-` stands for none. */
  phrase(text) {
    return text === "-" ? null : this.required(text);
  }

  required(text) {
    return isPhrase(text) ? text : this.fail("E013");
  }

  key(text) {
    let bytes;
    try {
      bytes = fromBase64(text);
    } catch {
      this.fail("E011");
    }
    if (!looksSound(bytes)) this.fail("E011");
    return bytes;
  }

  end() {
    this.line++;
    if (this.at !== this.text.length) this.fail("E010");
  }
}

export function isPhrase(text) {
  const padded = /^\p{White_Space}|\p{White_Space}$/u.test(text);
  return text !== "" && text !== "-" && !padded && !HIDDEN.test(text) && toUtf8(text).length <= MAX_PHRASE_BYTES;
}

/** Seconds since 1970 of a moment in its one spelling; `null` for anything else. */
export function instant(text) {
  const found = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})([+-])([0-9]{2}):([0-9]{2})$/.exec(text);
  if (!found) return null;
  const [year, month, day, hour, minute, second, , hours, minutes] = found.slice(1).map(Number);
  if (year < 1 || hour > 23 || minute > 59 || second > 59 || hours > 23 || minutes > 59) return null;
  const negative = found[7] === "-";
  if (negative && hours === 0 && minutes === 0) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  const offset = (hours * 60 + minutes) * 60 * (negative ? -1 : 1);
  const seconds = date.getTime() / 1000 - offset;
  // Year 10000 and year 0 in UTC are not moments.
  return seconds >= 253402300800 || seconds < -62135596800 ? null : seconds;
}

export { fromHex };
