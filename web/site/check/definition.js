// The sealed definition: `specs/definition.md`. A country has some 20 MB of it.

import { fromBase64, refuse, sha256, toHex } from "./bytes.js";
import { looksSound } from "./curve.js";
import { Lines, MAX_CANDIDATES, MAX_VOTES, instant, isPhrase } from "./lines.js";
import { ROLES } from "./message.js";
import { COSIGNATURE, ED25519, parseVerifier } from "./note.js";

export const LEVELS = ["nation", "region", "department", "commune"];
const MAX_PLACES = 500_000;
const MAX_STATIONS = 2_000_000;
const MAX_KEYS = 6_000_000;

/**
 * Reads and checks a definition. Of the keys of holders it is not checked whether they have a
 * component of small order: that takes milliseconds each, and who checks one station checks its
 * keys (`curve.checkKey`). Those of the log and the witnesses are.
 */
export async function openDefinition(bytes) {
  const hash = toHex(await sha256(bytes));
  const lines = new Lines(bytes);
  lines.exactly("vigie.definition/v1");
  const election = lines.id(lines.value("election"));
  const title = lines.value("title");
  if (title !== "-") lines.required(title);
  const mode = lines.word(lines.value("mode"), ["live", "test"]);
  const log = await verifier(lines, "log", ED25519);
  const quorum = lines.number(lines.value("quorum"), 32);
  const witnesses = await each(lines, "witnesses", 32, () => verifier(lines, "witness", COSIGNATURE));
  ascending(lines, new Set(witnesses.map(({ key }) => toHex(key))).size === witnesses.length);
  ascending(lines, quorum <= witnesses.length);
  lines.exactly("rules 1");
  await each(lines, "thresholds", 100, (last) => threshold(lines, last));
  const rounds = await each(lines, "rounds", 4, (last) => round(lines, last));
  ascending(lines, rounds.length > 0);
  const definition = { hash, bytes: bytes.length, election, title, mode, log, quorum, witnesses, rounds };
  definition.places = await places(lines);
  definition.venues = await venues(lines, definition.places);
  definition.stations = await stations(lines, definition);
  definition.keys = await keys(lines, definition);
  lines.end();
  return definition;
}

/** Content that the form allows and the rules do not. */
function ascending(lines, holds) {
  if (!holds) lines.fail("D1");
}

async function each(lines, name, limit, one) {
  const count = lines.number(lines.value(name), limit);
  const out = [];
  for (let nth = 0; nth < count; nth++) out.push(await one(out.at(-1)));
  return out;
}

async function verifier(lines, name, algorithm) {
  const key = await parseVerifier(lines.value(name)).catch(() => lines.fail("E011"));
  return key.algorithm === algorithm ? key : lines.fail("E011");
}

function threshold(lines, last) {
  const [code, value] = lines.fields("threshold", 2);
  const found = /^W([345][0-9]{2})$/.exec(code);
  if (!found || found[1] === "300") lines.fail("E012");
  lines.number(value, 1_000_000_000);
  ascending(lines, !last || last < code);
  return code;
}

async function round(lines, last) {
  const number = lines.number(lines.value("round"), 4);
  ascending(lines, number > (last?.number ?? 0));
  const publishes = lines.moment(lines.value("publishes"));
  const classes = await each(lines, "classes", 64, (last) => {
    const [name, opens, closes] = lines.fields("hours", 3);
    [opens, closes].forEach((moment) => lines.moment(moment));
    ascending(lines, instant(opens) < instant(closes) && instant(closes) <= instant(publishes));
    ascending(lines, !last || last < name);
    return lines.id(name);
  });
  const candidates = await each(lines, "candidates", MAX_CANDIDATES, (last) => {
    const [panel, sex, name] = lines.fields("candidate", 3);
    lines.word(sex, ["F", "M", "-"]);
    const comma = name.indexOf(",");
    if (comma < 0) lines.fail("E013");
    const [family, given] = [name.slice(0, comma), name.slice(comma + 1)];
    const candidate = { panel: lines.number(panel, 65535), family, given };
    ascending(lines, candidate.panel > (last?.panel ?? 0) && isPhrase(family) && (given === "" || isPhrase(given)));
    return candidate;
  });
  ascending(lines, classes.length > 0 && candidates.length > 0);
  return { number, publishes, classes: new Set(classes), candidates, panels: candidates.map(({ panel }) => panel) };
}

function position(lines, lon, lat) {
  if (lon === "-" && lat === "-") return;
  for (const [text, limit] of [[lon, 180e6], [lat, 90e6]]) {
    if (text === "-0") lines.fail("E006");
    ascending(lines, lines.number(text.replace(/^-/, ""), 2 ** 31) <= limit);
  }
}

async function places(lines) {
  const out = new Map();
  let last = [0, ""];
  await each(lines, "places", MAX_PLACES, () => {
    const [id, level, parent, lon, lat, zone, name] = lines.fields("place", 7);
    lines.word(level, LEVELS);
    if (parent !== "-") lines.id(parent);
    position(lines, lon, lat);
    lines.word(zone, ["police", "gendarmerie", "-"]);
    lines.required(name);
    const rank = LEVELS.indexOf(level);
    // Identifiers are ASCII: the order of the text is the order of its bytes.
    if (rank < last[0] || (rank === last[0] && id <= last[1])) lines.fail(id === last[1] ? "D101" : "E005");
    last = [rank, lines.id(id)];
    ascending(lines, !out.has(id));
    // Parents stand before their children, so a parent that is not there yet never comes.
    ascending(lines, rank === 0 ? parent === "-" && out.size === 0 : out.get(parent)?.rank === rank - 1);
    out.set(id, { id, rank, parent: rank === 0 ? null : parent, name, stations: [] });
  });
  ascending(lines, out.size > 0);
  return out;
}

async function venues(lines, places) {
  const out = new Map();
  let last = "";
  await each(lines, "venues", MAX_STATIONS, () => {
    const [id, commune, lon, lat, name] = lines.fields("venue", 5);
    if (lines.id(id) <= last) lines.fail("E005");
    position(lines, lon, lat);
    lines.required(name);
    ascending(lines, places.get(lines.id(commune))?.rank === 3);
    out.set((last = id), commune);
  });
  return out;
}

async function stations(lines, { places, venues, rounds }) {
  const out = new Map();
  let last = "";
  await each(lines, "stations", MAX_STATIONS, () => {
    const fields = lines.value("station").split(" ");
    if (fields.length !== 5 + rounds.length) lines.fail("E005");
    const [id, commune, venue, constituency, hours, ...registered] = fields;
    if (lines.id(id) <= last) lines.fail("E005");
    [commune, hours].forEach((text) => lines.id(text));
    [venue, constituency].forEach((text) => text === "-" || lines.id(text));
    const voters = registered.map((text) => (text === "-" ? null : lines.number(text, MAX_VOTES)));
    ascending(lines, places.get(commune)?.rank === 3 && !places.has(id) && (venue === "-" || venues.get(venue) === commune));
    ascending(lines, voters.some((count) => count !== null));
    ascending(lines, voters.every((count, at) => count === null || rounds[at].classes.has(hours)));
    places.get(commune).stations.push(id);
    out.set((last = id), { commune, voters });
  });
  ascending(lines, out.size > 0);
  return out;
}

const ROLE_RANK = { authority: 0, court: 0, prefecture: 2, commune: 3, president: 4, secretary: 4 };

/** Whether a role fits a scope: a place of its level, or a station. */
export function fits(role, scope, { places, stations }) {
  const rank = places.get(scope)?.rank ?? (stations.has(scope) ? 4 : -1);
  return ROLE_RANK[role] === rank;
}

async function keys(lines, definition) {
  const out = new Map();
  const known = new Set();
  let last = ["", ""];
  await each(lines, "keys", MAX_KEYS, () => {
    const [scope, holder, role, from, to, text] = lines.fields("key", 6);
    [scope, holder].forEach((id) => lines.id(id));
    lines.word(role, ROLES);
    [from, to].forEach((moment) => moment === "-" || lines.moment(moment));
    ascending(lines, from === "-" || to === "-" || instant(from) < instant(to));
    if (scope < last[0] || (scope === last[0] && holder <= last[1])) lines.fail("E005");
    last = [scope, holder];
    keyBytes(text);
    ascending(lines, !known.has(text) && fits(role, scope, definition));
    known.add(text);
    const bounds = [from, to].map((moment) => (moment === "-" ? null : instant(moment)));
    out.set(`${scope}/${holder}`, { scope, holder, role, from: bounds[0], to: bounds[1], text });
  });
  definition.keyTexts = known;
  return out;
}

/** The bytes of a frozen key: canonical and not of small order. */
export function keyBytes(text) {
  const bytes = fromBase64(text);
  return looksSound(bytes) ? bytes : refuse("weak key");
}
