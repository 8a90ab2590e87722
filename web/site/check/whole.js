// The check of the whole log: every entry, every signature, every rule, every sum.

import { equal, refuse, toHex } from "./bytes.js";
import { Adder } from "./adder.js";
import { parseEntry } from "./message.js";
import { Board } from "./rules.js";
import { openPublished, readListed } from "./station.js";
import { Tiles, bundleOf, readBundle } from "./tiles.js";
import { Growing, leafHash } from "./tree.js";

const WIDTH = 256;
// Of so many places the published file is read; the sums of all are worked out.
const LEVELS_READ = ["nation", "regions", "departments", "communes"];

/** `stop()` says whether to end early; `progress(done, of)` is told after every bundle. */
export async function checkWhole({ read, expected, tell, progress, stop }) {
  const { definition, manifest, checkpoint } = await openPublished(read, expected, tell);
  const tiles = new Tiles(checkpoint.size, read);
  const [board, adder, tree] = [new Board(definition), new Adder(definition), new Growing()];
  let signatures = 0;
  for (let start = 0; start < manifest.size; start += WIDTH) {
    if (stop?.()) return null;
    const { path, count } = bundleOf(start, manifest.size);
    const entries = readBundle(await read(path), count);
    const leaves = await Promise.all(entries.map((entry) => leafHash(entry)));
    for (const [at, leaf] of leaves.entries()) {
      if (!equal(leaf, await tiles.leaf(start + at))) refuse(`entry ${start + at} is not that of its tile`);
      await tree.push(leaf);
    }
    signatures += await admitAll(board, adder, entries, start);
    progress?.(start + count, manifest.size);
  }
  if (toHex(await tree.root()) !== manifest.root) refuse("the entries do not give the root of the manifest");
  for (let index = manifest.size; index < checkpoint.size; index++) await tree.push(await tiles.leaf(index));
  if (!equal(await tree.root(), checkpoint.root)) refuse("the entries do not give the signed root");
  tell("stepRoot");
  tell("stepMessages", board.size);
  tell("stepSignatures", signatures);
  const places = await compareTotals(read, manifest, definition, adder);
  tell("stepTotals", places);
  return { entries: manifest.size, signatures, places };
}

/**
 * Signatures are verified together up to the next message that changes the keys; then the
 * messages are admitted one by one, in their order.
 */
async function admitAll(board, adder, entries, start) {
  const messages = await Promise.all(entries.map((entry, at) => told(start + at, () => parseEntry(entry))));
  let signatures = 0;
  for (let from = 0; from < messages.length; ) {
    const next = messages.findIndex(({ kind }, at) => at >= from && kind.startsWith("key"));
    const to = next < 0 ? messages.length : next + 1;
    const run = messages.slice(from, to);
    const verified = await Promise.all(run.map((message, at) => told(start + from + at, () => board.keys.authenticate(message))));
    for (const [at, message] of run.entries()) {
      await told(start + from + at, () => board.admitSigned(message));
      adder.take(message);
      signatures += verified[at].length;
    }
    from = to;
  }
  return signatures;
}

async function told(index, work) {
  try {
    return await work();
  } catch (error) {
    return refuse(`entry ${index}: ${error.message}`);
  }
}

/** Every row of the published tables against the sums; how many places were compared. */
async function compareTotals(read, manifest, definition, adder) {
  let places = 0;
  for (const round of definition.rounds) {
    const folder = `tables/round-${round.number}/`;
    if (!manifest.files.has(`${folder}nation.csv`)) continue;
    const totals = adder.totals(round.number);
    for (const level of LEVELS_READ) {
      const text = new TextDecoder().decode(await readListed(read, manifest, `${folder}${level}.csv`));
      for (const line of text.slice(0, -1).split("\n").slice(1)) {
        compareRow(line, totals, round);
        places++;
      }
    }
    if (places < definition.places.size) refuse("places are missing from the tables");
  }
  return places;
}

/** A row: id, name, parent, stations, counted, missing, confirmed, certified, conflict, annulled, figures. */
function compareRow(line, totals, round) {
  const columns = 6 + round.panels.length;
  const id = line.slice(0, line.indexOf(","));
  const fields = line.split(",");
  const figures = fields.slice(-columns);
  const [stations, counted, missing, , , conflict, annulled] = fields.slice(-columns - 7, -columns).map(Number);
  const total = totals.get(id) ?? refuse(`${id} is no place`);
  const due = total.row ? total.row.map(String) : Array(columns).fill("");
  const left = total.stations - total.counted - total.conflict - total.annulled;
  const counts = [[stations, total.stations], [counted, total.counted], [missing, left], [conflict, total.conflict], [annulled, total.annulled]];
  if (counts.some(([said, is]) => said !== is) || String(figures) !== String(due)) refuse(`the sums of ${id}`);
}
