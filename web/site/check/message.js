// What an entry says: the ten kinds of `specs/messages.md`.

import { equal, fromUtf8, refuse, sha256, toHex, toUtf8 } from "./bytes.js";
import { Lines, MAX_CANDIDATES, MAX_SUM, MAX_VOTES } from "./lines.js";
import { parseNote } from "./note.js";

export const FIXED = ["registered", "signed-in", "cast", "blank", "void", "valid"];
export const ROLES = ["authority", "court", "prefecture", "commune", "president", "secretary"];

/** The place of a line's name in the order of the lines; -1 where it is not one. */
export function fieldRank(name) {
  const fixed = FIXED.indexOf(name);
  if (fixed >= 0) return fixed;
  const panel = /^candidate-(0|[1-9][0-9]{0,4})$/.exec(name);
  return panel && Number(panel[1]) <= 65535 ? FIXED.length + Number(panel[1]) : -1;
}

function figures(lines, limit) {
  const out = {};
  for (const name of FIXED) out[name] = lines.number(lines.value(name), limit);
  const candidates = [];
  while (lines.peek("candidate")) {
    const [panel, votes] = lines.fields("candidate", 2);
    const number = lines.number(panel, 65535);
    if (candidates.length && candidates.at(-1)[0] >= number) lines.fail("E005");
    if (candidates.length === MAX_CANDIDATES) lines.fail("E009");
    candidates.push([number, lines.number(votes, limit)]);
  }
  return { ...out, candidates };
}

/** The figure on a line of that name, if there is one. */
export function figureAt(figures, name) {
  if (FIXED.includes(name)) return figures[name];
  return figures.candidates.find(([panel]) => `candidate-${panel}` === name)?.[1];
}

const KINDS = {
  seal(lines) {
    const seal = { election: lines.id(lines.value("election")), title: lines.required(lines.value("title")) };
    for (const name of ["rounds", "places", "stations", "keys", "bytes"]) seal[name] = lines.number(lines.value(name), MAX_SUM);
    return { ...seal, at: lines.moment(lines.value("at")) };
  },
  report(lines) {
    const start = about(lines);
    if (lines.number(lines.value("edition"), 1) !== 1) lines.fail("E006");
    const body = { ...start, edition: 1, figures: figures(lines, MAX_VOTES), reason: lines.phrase(lines.value("reason")) };
    return { ...body, at: lines.moment(lines.value("counted-at")) };
  },
  status(lines) {
    const start = about(lines);
    const event = lines.word(lines.value("event"), ["installed", "open", "turnout-noon", "turnout-17", "closed"]);
    const text = lines.value("signed-in");
    const turnout = event.startsWith("turnout");
    if (!turnout && text !== "-") lines.fail("E012");
    const signedIn = turnout ? lines.number(text, MAX_VOTES) : null;
    return { ...start, event, signedIn, at: lines.moment(lines.value("at")) };
  },
  callback(lines) {
    const start = { ...about(lines), report: lines.hash(lines.value("report")) };
    const read = [0, 1].map(() => {
      const [name, figure] = lines.fields("read", 2);
      if (fieldRank(name) < 0) lines.fail("E012");
      return [name, lines.number(figure, MAX_VOTES)];
    });
    if (fieldRank(read[0][0]) >= fieldRank(read[1][0])) lines.fail("E005");
    return { ...start, read, at: lines.moment(lines.value("at")) };
  },
  correction(lines) {
    const start = about(lines);
    const edition = lines.number(lines.value("edition"), 999);
    if (edition < 2) lines.fail("E006");
    const replaces = lines.hash(lines.value("replaces"));
    const counts = figures(lines, MAX_VOTES);
    const text = lines.value("changed");
    const changed = text === "-" ? [] : text.split(" ");
    changed.map(fieldRank).forEach((rank, at, ranks) => {
      if (rank < 0 || (at && ranks[at - 1] >= rank)) lines.fail("E012");
    });
    const reason = lines.required(lines.value("reason"));
    return { ...start, edition, replaces, figures: counts, changed, reason, at: lines.moment(lines.value("at")) };
  },
  annulment(lines) {
    const start = about(lines);
    const decision = lines.required(lines.value("decision"));
    return { ...start, decision, reason: lines.required(lines.value("reason")), at: lines.moment(lines.value("at")) };
  },
  return(lines) {
    const start = { round: lines.number(lines.value("round"), 255), place: lines.id(lines.value("place")) };
    const reports = lines.number(lines.value("reports"), MAX_SUM);
    const root = lines.hash(lines.value("root"));
    return { ...start, reports, root, figures: figures(lines, MAX_SUM), at: lines.moment(lines.value("at")) };
  },
  certified(lines) {
    const start = { round: lines.number(lines.value("round"), 255), place: lines.id(lines.value("place")) };
    return { ...start, root: lines.hash(lines.value("root")), at: lines.moment(lines.value("at")) };
  },
  key(lines) {
    const start = { scope: lines.id(lines.value("scope")), holder: lines.id(lines.value("holder")) };
    const role = lines.word(lines.value("role"), ROLES);
    const [from, to] = ["from", "to"].map((name) => {
      const text = lines.value(name);
      return text === "-" ? null : lines.moment(text);
    });
    return { ...start, role, from, to, key: lines.key(lines.value("public")), at: lines.moment(lines.value("at")) };
  },
  "key-revoked"(lines) {
    const start = { scope: lines.id(lines.value("scope")), holder: lines.id(lines.value("holder")) };
    return { ...start, reason: lines.required(lines.value("reason")), at: lines.moment(lines.value("at")) };
  },
};

const about = (lines) => ({ round: lines.number(lines.value("round"), 255), station: lines.id(lines.value("station")) });

/** A message's text, in its strict form. */
export function parseMessage(bytes) {
  const lines = new Lines(bytes);
  const found = /^vigie\.([a-z-]+)\/v1$/.exec(lines.whole());
  if (!found || !Object.hasOwn(KINDS, found[1])) lines.fail("E012");
  const definition = lines.hash(lines.value("definition"));
  const mode = lines.word(lines.value("mode"), ["live", "test"]);
  const body = KINDS[found[1]](lines);
  lines.end();
  return { kind: found[1], definition, mode, ...body };
}

/** An entry of the log: the message, its identity, and its signature lines. */
export async function parseEntry(bytes) {
  const { text, signatures } = parseNote(bytes);
  const own = toUtf8(text);
  return { ...parseMessage(text), text: own, identity: toHex(await sha256(own)), signatures };
}

export { equal, fromUtf8, refuse };
