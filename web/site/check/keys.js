// Who may sign what: the keys of the definition, and those that the log has granted or revoked.

import { equal, refuse, toBase64, toUtf8 } from "./bytes.js";
import { verify } from "./curve.js";
import { fits, keyBytes } from "./definition.js";
import { instant } from "./lines.js";
import { keyId } from "./note.js";

const BUREAU = ["president", "secretary"];
/** How many sign, and with which roles. */
const SIGNERS = {
  seal: [1, ["authority"]],
  certified: [1, ["authority"]],
  report: [2, [...BUREAU, "commune"]],
  status: [1, [...BUREAU, "commune"]],
  callback: [1, ["prefecture"]],
  correction: [2, [...BUREAU, "prefecture"]],
  annulment: [1, ["court"]],
  return: [1, ["commune", "prefecture"]],
};
const ISSUES = {
  authority: ["authority", "court", "prefecture", "commune", ...BUREAU],
  prefecture: ["commune", ...BUREAU],
  commune: BUREAU,
};

export class KeyBook {
  constructor(definition) {
    this.definition = definition;
    this.granted = new Map();
    this.revoked = new Set();
    this.texts = new Set();
  }

  /** Every key a holder ever had. */
  held(name) {
    const frozen = this.definition.keys.get(name);
    return [...(frozen ? [frozen] : []), ...(this.granted.get(name) ?? [])];
  }

  /** The key of a signature line, good now. */
  async signer({ name, id }) {
    const start = `${this.definition.election}/`;
    if (!name.startsWith(start)) refuse("E210");
    for (const key of this.held(name.slice(start.length))) {
      if (equal(id, await keyId(name, 1, keyBytes(key.text)))) {
        if (this.revoked.has(key.text)) refuse("E211");
        return key;
      }
    }
    return refuse("E210");
  }

  /** Scope and every place around a place or station, from the inside out. */
  around(scope) {
    const { places, stations } = this.definition;
    const out = [scope];
    for (let at = stations.get(scope)?.commune ?? places.get(scope)?.parent; at; at = places.get(at).parent) out.push(at);
    return out;
  }

  mayKey(key, message) {
    const own = this.around(message.scope);
    const known = this.definition.places.has(message.scope) || this.definition.stations.has(message.scope);
    if (!known) return false;
    const above = own.slice(1).includes(key.scope) || (key.role === "authority" && own[0] === key.scope);
    if (message.kind === "key") return above && (ISSUES[key.role] ?? []).includes(message.role);
    const self = key.scope === message.scope && key.holder === message.holder;
    return self || (above && key.role in ISSUES);
  }

  may(key, message) {
    if (message.kind === "key" || message.kind === "key-revoked") return this.mayKey(key, message);
    if (!SIGNERS[message.kind][1].includes(key.role)) return false;
    if (message.kind === "return") return key.scope === message.place;
    if (["seal", "certified", "annulment"].includes(message.kind)) return this.definition.places.get(key.scope)?.rank === 0;
    const around = this.around(message.station);
    return message.kind === "callback" ? around.slice(1).includes(key.scope) : around.includes(key.scope);
  }

  /** Refuses a message that is not signed by exactly those who may; gives their keys. */
  async authenticate(message) {
    const { signatures, kind } = message;
    if (message.definition !== this.definition.hash) refuse("E201");
    if (message.mode !== this.definition.mode) refuse("E202");
    signatures.forEach(({ name }, at) => {
      if (at && signatures[at - 1].name >= name) refuse("E214");
    });
    const keys = await Promise.all(signatures.map((line) => this.signer(line)));
    for (const key of keys) if (!this.may(key, message)) refuse("E209");
    const due = SIGNERS[kind]?.[0] ?? 1;
    if (keys.length !== due) refuse("E207");
    if (due === 2) {
      const frozen = keys.some(({ scope, holder, text }) => this.definition.keys.get(`${scope}/${holder}`)?.text === text);
      if (!frozen) refuse("E207");
    }
    const at = instant(message.at);
    for (const { from, to } of keys) {
      if (from !== null && at < from) refuse("E213");
      if (to !== null && at > to) refuse("E212");
    }
    const good = await Promise.all(keys.map(({ text }, nth) => verify(keyBytes(text), message.text, signatures[nth].signature)));
    if (good.includes(false)) refuse("E206");
    return keys;
  }

  standing(name) {
    return this.held(name).find(({ text }) => !this.revoked.has(text));
  }

  grant({ scope, holder, role, from, to, key }) {
    const [name, text] = [`${scope}/${holder}`, toBase64(key)];
    if (!fits(role, scope, this.definition)) refuse("E227");
    const [start, end] = [from, to].map((moment) => (moment === null ? null : instant(moment)));
    if (start !== null && end !== null && start >= end) refuse("E230");
    if (this.standing(name)) refuse("E225");
    if (this.texts.has(text) || this.definition.keyTexts.has(text)) refuse("E226");
    this.texts.add(text);
    this.granted.set(name, [...(this.granted.get(name) ?? []), { scope, holder, role, from: start, to: end, text }]);
  }

  revoke({ scope, holder }) {
    const key = this.standing(`${scope}/${holder}`) ?? refuse("E210");
    this.revoked.add(key.text);
  }
}

export { toUtf8 };
