// The rules by which a message enters the log (`specs/messages.md`, `specs/states.md`), written
// anew. A message is admitted whole or refused; a refusal changes nothing.

import { fromHex, refuse, toHex } from "./bytes.js";
import { FIXED, figureAt } from "./message.js";
import { KeyBook } from "./keys.js";
import { Growing, leafHash } from "./tree.js";

const MISSING = ["expected", "open", "closed"];
const STANDING = ["reported", "corrected", "confirmed", "returned", "certified"];
const MAX_CONTESTED = 16;

export class Board {
  constructor(definition) {
    this.definition = definition;
    this.keys = new KeyBook(definition);
    this.seen = new Map();
    this.states = new Map(definition.rounds.map(({ number }) => [number, new Map()]));
    this.size = 0;
  }

  /** The state of a station: a word, and the editions that stand or contest. */
  state(round, station) {
    return this.states.get(round).get(station) ?? { word: "expected", editions: [] };
  }

  /** Admits a parsed entry, or refuses it. */
  async admit(message) {
    if (this.seen.has(message.identity)) refuse("already");
    const signers = await this.keys.authenticate(message);
    await this.admitSigned(message);
    return signers;
  }

  /** Admits an entry whose signatures were verified under the keys as they are now. */
  async admitSigned(message) {
    if (this.seen.has(message.identity)) refuse("already");
    if ((message.kind === "seal") !== (this.size === 0)) refuse("E228");
    await this[message.kind.replace("-", "_")](message);
    this.seen.set(message.identity, this.size);
    this.size++;
  }

  seal({ election, title, rounds, places, stations, keys, bytes }) {
    const { definition } = this;
    const said = [election, title, rounds, places, stations, keys, bytes];
    const is = [definition.election, definition.title, definition.rounds.length, definition.places.size,
      definition.stations.size, definition.keys.size, definition.bytes];
    if (said.some((value, at) => value !== is[at])) refuse("E229");
  }

  key(message) {
    this.keys.grant(message);
  }

  key_revoked(message) {
    this.keys.revoke(message);
  }

  /** The round, and the register of the station in it. */
  find({ round, station }) {
    const at = this.definition.rounds.findIndex(({ number }) => number === round);
    if (at < 0) refuse("E203");
    const record = this.definition.stations.get(station) ?? refuse("E204");
    const registered = record.voters[at];
    if (registered === null) refuse("E203");
    return { round: this.definition.rounds[at], registered };
  }

  check(message, reasoned) {
    const { round, registered } = this.find(message);
    const { figures } = message;
    const panels = figures.candidates.map(([panel]) => panel);
    if (String(panels) !== String(round.panels)) refuse("E205");
    const votes = figures.candidates.reduce((sum, [, votes]) => sum + votes, 0);
    const register = reasoned ? figures.registered : registered;
    if (figures.cast !== figures.blank + figures.void + figures.valid) refuse("E101");
    if (figures.valid !== votes) refuse("E102");
    if (figures.cast > register) refuse("E103");
    if (figures["signed-in"] > register) refuse("E104");
    if (figures["signed-in"] !== figures.cast && !reasoned) refuse("E105");
    if (figures.registered !== registered && !reasoned) refuse("E106");
  }

  set(message, word, editions) {
    this.states.get(message.round).set(message.station, { word, editions });
  }

  report(message) {
    this.check(message, message.reason !== null);
    const { word, editions } = this.state(message.round, message.station);
    const edition = { identity: message.identity, edition: 1, figures: message.figures, replaces: null, index: this.size };
    if (MISSING.includes(word)) return this.set(message, "reported", [edition]);
    if (["certified", "annulled"].includes(word)) refuse("E219");
    if (editions[0].edition !== 1) refuse("E215");
    return this.contest(message, editions, edition);
  }

  contest(message, editions, edition) {
    if (editions.length === MAX_CONTESTED) refuse("E219");
    this.set(message, "conflict", [...editions, edition]);
  }

  correction(message) {
    this.check(message, true);
    const { word, editions } = this.state(message.round, message.station);
    const first = editions[0];
    // The edition it says it replaces: one that stands or contests, or the one those replaced.
    const named = editions.find(({ identity }) => identity === message.replaces);
    const older = first?.replaces?.identity === message.replaces ? first.replaces : undefined;
    const replaced = named ?? older;
    if (replaced) {
      const names = [...FIXED, ...message.figures.candidates.map(([panel]) => `candidate-${panel}`)];
      const differ = names.filter((name) => figureAt(message.figures, name) !== figureAt(replaced.figures, name));
      if (String(differ) !== String(message.changed)) refuse("E217");
    }
    if (MISSING.includes(word)) refuse("E218");
    if (["certified", "annulled"].includes(word)) refuse("E219");
    const edition = { identity: message.identity, edition: message.edition, figures: message.figures, replaces: replaced, index: this.size };
    if (message.edition === first.edition + 1) {
      if (!named) refuse("E216");
      return this.set(message, "corrected", [edition]);
    }
    if (message.edition === first.edition && older) return this.contest(message, editions, edition);
    return refuse("E215");
  }

  status(message) {
    this.find(message);
    const { word } = this.state(message.round, message.station);
    const from = { open: ["expected"], closed: ["expected", "open"] }[message.event];
    if (!from) return;
    if (!from.includes(word)) refuse("E219");
    this.set(message, message.event, []);
  }

  callback(message) {
    this.find(message);
    const { word, editions } = this.state(message.round, message.station);
    const edition = editions.find(({ identity }) => identity === message.report);
    if (edition && message.read.some(([name, figure]) => figureAt(edition.figures, name) !== figure)) refuse("E220");
    if (MISSING.includes(word)) refuse("E218");
    if (!["reported", "corrected"].includes(word)) refuse("E219");
    if (!edition) refuse("E216");
    this.set(message, "confirmed", editions);
  }

  annulment(message) {
    this.find(message);
    if (this.state(message.round, message.station).word === "annulled") refuse("E219");
    this.set(message, "annulled", []);
  }

  /** The stations of a place that open in a round, ascending. */
  stationsOf(round, place) {
    const at = this.definition.rounds.findIndex(({ number }) => number === round);
    if (at < 0) refuse("E203");
    if (!this.definition.places.has(place)) refuse("E221");
    const inside = (commune) => this.keys.around(commune).includes(place);
    const communes = new Set();
    for (const [id, { rank }] of this.definition.places) if (rank === 3 && inside(id)) communes.add(id);
    const out = [];
    for (const [id, { commune, voters }] of this.definition.stations) if (communes.has(commune) && voters[at] !== null) out.push(id);
    return out;
  }

  async complete({ round, place }, words) {
    const stations = this.stationsOf(round, place);
    const states = stations.map((station) => this.state(round, station));
    if (states.some(({ word }) => !words.includes(word))) refuse("E222");
    const tree = new Growing();
    const counted = states.filter(({ word }) => STANDING.includes(word));
    for (const { editions } of counted) await tree.push(await leafHash(fromHex(editions[0].identity, 32)));
    return { stations, counted, root: toHex(await tree.root()) };
  }

  async return(message) {
    const { stations, counted, root } = await this.complete(message, ["confirmed", "returned", "annulled"]);
    if (![2, 3].includes(this.definition.places.get(message.place).rank)) refuse("E221");
    if (message.reports !== counted.length || message.root !== root) refuse("E224");
    const { panels } = this.definition.rounds.find(({ number }) => number === message.round);
    const names = [...FIXED, ...panels.map((panel) => `candidate-${panel}`)];
    if (String(message.figures.candidates.map(([panel]) => panel)) !== String(panels)) refuse("E223");
    const sum = (name) => counted.reduce((sum, { editions }) => sum + figureAt(editions[0].figures, name), 0);
    if (names.some((name) => sum(name) !== figureAt(message.figures, name))) refuse("E223");
    this.advance(message.round, stations, "confirmed", "returned");
  }

  async certified(message) {
    const { stations, root } = await this.complete(message, ["returned", "certified", "annulled"]);
    if (message.root !== root) refuse("E224");
    this.advance(message.round, stations, "returned", "certified");
  }

  advance(round, stations, from, to) {
    for (const station of stations) {
      const { word, editions } = this.state(round, station);
      if (word === from) this.states.get(round).set(station, { word: to, editions });
    }
  }
}

export { MISSING, STANDING };
