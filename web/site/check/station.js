// The check of one station: from the page's figure down to the signed root, and to the people
// who signed. Every step is told as it is done.

import { equal, refuse, toHex } from "./bytes.js";
import { openCheckpoint } from "./checkpoint.js";
import { checkKey } from "./curve.js";
import { keyBytes, openDefinition } from "./definition.js";
import { KeyBook } from "./keys.js";
import { MAX_MANIFEST_BYTES, parseManifest } from "./manifest.js";
import { figureAt, parseEntry } from "./message.js";
import { openNote } from "./note.js";
import { Tiles, bundleOf, readBundle } from "./tiles.js";
import { included, leafHash } from "./tree.js";

/** Definition, checkpoint and manifest: what every check begins with. `read(path)` gives bytes. */
export async function openPublished(read, expected, tell) {
  const definition = await openDefinition(await read("definition"));
  if (definition.hash !== expected) refuse("another definition than the page announces");
  tell("stepDefinition");
  // The manifest is read before the checkpoint, which may be newer but never older.
  const note = await openNote(await read("manifest"), definition.log, MAX_MANIFEST_BYTES);
  const manifest = parseManifest(note.text);
  const checkpoint = await openCheckpoint(await read("checkpoint"), definition.log);
  if (manifest.definition !== definition.hash || manifest.mode !== definition.mode) refuse("a manifest of another election");
  if (manifest.size > checkpoint.size) refuse("a manifest beyond the checkpoint");
  tell("stepCheckpoint", checkpoint.size);
  tell("stepManifest");
  return { definition, manifest, checkpoint };
}

/** A file of the snapshot, if it is the one that the manifest lists. */
export async function readListed(read, manifest, path) {
  const bytes = await read(manifest.folder + path);
  const listed = manifest.files.get(path) ?? refuse(`${path} is not in the signed list`);
  const hash = toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  if (hash !== listed.hash || bytes.length !== listed.bytes) refuse(`${path} is not the file of the signed list`);
  return bytes;
}

const JSON_FIXED = { registered: "registered", "signed-in": "signed_in", cast: "cast", blank: "blank", void: "void", valid: "valid" };

function sameFigures(said, figures) {
  const fixed = Object.entries(JSON_FIXED).every(([name, member]) => figures[name] === said[member]);
  return fixed && said.candidates.length === figures.candidates.length
    && said.candidates.every(({ number, votes }) => figureAt(figures, `candidate-${number}`) === votes);
}

/** Checks what is published of a station in a round; refuses, or gives the message that stands. */
export async function checkStation({ read, expected, place, station, round, tell }) {
  const { definition, manifest, checkpoint } = await openPublished(read, expected, tell);
  const page = JSON.parse(new TextDecoder().decode(await readListed(read, manifest, `places/${place}.json`)));
  const record = page.stations?.find(({ id }) => id === station)?.rounds.find((one) => one.round === round);
  if (!record) refuse(`nothing is published of ${station} in round ${round}`);
  if (!record.figures) return { state: record.state };
  const { log_index: index } = record;
  if (!(Number.isSafeInteger(index) && index >= 0 && index < manifest.size)) refuse("an index outside the log");
  const { path, count, at } = bundleOf(index, manifest.size);
  const bytes = readBundle(await read(path), count)[at];
  const entry = await parseEntry(bytes);
  if (entry.station !== station || entry.round !== round || entry.identity !== record.report) refuse("another message");
  tell("stepEntry", index);
  const tiles = new Tiles(checkpoint.size, read);
  const leaf = await leafHash(bytes);
  if (!equal(leaf, await tiles.leaf(index))) refuse("the tile says another hash");
  const proof = await tiles.proof(index);
  if (!(await included(leaf, BigInt(index), BigInt(checkpoint.size), proof, checkpoint.root))) refuse("inclusion");
  tell("stepProof");
  const keys = await new KeyBook(definition).authenticate(entry);
  for (const { text } of keys) checkKey(keyBytes(text));
  tell("stepSigned", entry.signatures.map(({ name }) => name).join(", "));
  if (!sameFigures(record.figures, entry.figures)) refuse("the published figures are not those of the message");
  tell("stepFigures");
  return { state: record.state, entry, index };
}
