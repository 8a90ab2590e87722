// The second implementation against the vectors: all that is good accepted, all that is bad
// refused. `node web/site/tests/vectors.mjs`, from anywhere; ends with 1 at the first group that fails.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { Adder } from "../check/adder.js";
import { fromHex, toHex, toUtf8 } from "../check/bytes.js";
import { parseCheckpoint } from "../check/checkpoint.js";
import { checkKey, verify } from "../check/curve.js";
import { openDefinition } from "../check/definition.js";
import { instant } from "../check/lines.js";
import { parseManifest } from "../check/manifest.js";
import { parseEntry, parseMessage } from "../check/message.js";
import { parseNote, parseVerifier } from "../check/note.js";
import { checkReceipt, parseProof } from "../check/proof.js";
import { Board } from "../check/rules.js";
import { checkStation } from "../check/station.js";
import { Tiles, isTilePath, readBundle } from "../check/tiles.js";
import { Growing, included, leafHash } from "../check/tree.js";
import { checkWhole } from "../check/whole.js";
import { WORDS } from "../words.js";

const vectors = join(fileURLToPath(import.meta.url), "../../../../vectors");
const bytesOf = (...path) => new Uint8Array(readFileSync(join(vectors, ...path)));
const linesOf = (...path) => readFileSync(join(vectors, ...path), "utf8").split("\n").slice(0, -1);

let failed = 0;
let count = 0;

/** Whether `work` accepts, compared with what it should. */
async function expect(name, good, work) {
  count++;
  let why = "accepted";
  const accepted = await Promise.resolve().then(work).then((value) => value !== false, (error) => {
    // Only a refusal is an answer; a program's own fault is not.
    if (error instanceof TypeError || error instanceof ReferenceError) throw error;
    why = error.message;
    return false;
  });
  if (accepted === good) return;
  failed++;
  console.log(`FAILED ${name}: should be ${good ? "accepted" : "refused"}: ${why}`);
}

async function group(name, work) {
  const before = count;
  await work();
  console.log(`${name}: ${count - before}`);
}

/** The cases of a folder of `vectors/tlog`: file and verdict. */
async function folder(name, check) {
  await group(name, async () => {
    for (const line of linesOf("tlog", name, "index.txt")) {
      const [file, verdict] = line.split(" ");
      const found = readdirSync(join(vectors, "tlog", name)).find((entry) => entry === file || entry.startsWith(`${file}.`));
      await expect(`${name}/${file}`, verdict === "ok", () => check(bytesOf("tlog", name, found)));
    }
  });
}

/** The cases of a folder of `vectors/election`. */
async function cases(name, check, good = (verdict) => verdict === "ok") {
  await group(name, async () => {
    for (const line of linesOf("election", name, "index.txt")) {
      const [verdict, , file] = line.split(" ");
      await expect(`${name}/${file}`, good(verdict), () => check(bytesOf("election", name, file)));
    }
  });
}

await folder("notes", parseNote);
await folder("checkpoints", (bytes) => parseCheckpoint(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
await folder("proofs", parseProof);

await group("verifier keys", async () => {
  for (const line of linesOf("tlog", "vkeys.txt")) {
    const bar = line.indexOf("|");
    await expect(line, line.slice(0, bar) === "ok", () => parseVerifier(line.slice(bar + 1).replaceAll("\\n", "\n")));
  }
});
await group("keys", async () => {
  for (const line of linesOf("tlog", "keys.txt")) {
    const [verdict, hex] = line.split(" ");
    await expect(`key ${hex}`, verdict === "ok", () => checkKey(fromHex(hex, 32)));
  }
});
await group("signatures", async () => {
  for (const line of linesOf("tlog", "signatures.txt")) {
    const [name, verdict, key, message, signature] = line.split(" ");
    await expect(`signature ${name}`, verdict === "ok", async () => {
      checkKey(fromHex(key, 32));
      return verify(fromHex(key, 32), fromHex(message, message.length / 2), fromHex(signature, 64));
    });
  }
});
await group("tile paths", async () => {
  for (const line of linesOf("tlog", "paths.txt")) {
    const space = line.indexOf(" ");
    await expect(line, line.slice(0, space) === "ok", () => isTilePath(line.slice(space + 1)));
  }
});
await group("bundles", async () => {
  for (const line of linesOf("tlog", "bundles.txt")) {
    const [name, entries, verdict, hex] = line.split(" ");
    await expect(`bundle ${name}`, verdict === "ok", () => readBundle(fromHex(hex ?? "", (hex ?? "").length / 2), Number(entries)) && true);
  }
});
await group("roots and inclusion", async () => {
  const leaves = await Promise.all(linesOf("tlog", "leaves.txt").map((hex) => leafHash(fromHex(hex, hex.length / 2))));
  for (const line of linesOf("tlog", "roots.txt")) {
    const [size, root] = line.split(" ");
    const tree = new Growing();
    for (const leaf of leaves.slice(0, Number(size))) await tree.push(leaf);
    await expect(`root of ${size}`, true, async () => toHex(await tree.root()) === root);
  }
  // Proofs from tiles, over every size and index, against the tree that grows; and spoilt ones.
  const many = await Promise.all(Array.from({ length: 600 }, (_, at) => leafHash(Uint8Array.of(at & 255, at >> 8))));
  for (const size of [1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 600]) {
    const tree = new Growing();
    for (const leaf of many.slice(0, size)) await tree.push(leaf);
    const root = await tree.root();
    const tiles = new Tiles(size, (path) => tileOf(many, size, path));
    for (const index of [0, 1, size >> 1, size - 2, size - 1].filter((index) => index >= 0 && index < size)) {
      const proof = await tiles.proof(index);
      const holds = (leaf, at, of, path) => included(leaf, BigInt(at), BigInt(of), path, root);
      await expect(`inclusion ${index} of ${size}`, true, () => holds(many[index], index, size, proof));
      await expect(`another leaf ${index} of ${size}`, false, () => holds(many[(index + 1) % 600], index, size, proof));
      await expect(`another index ${index} of ${size}`, false, () => holds(many[index], index + 1, size, proof));
      await expect(`a longer path ${index} of ${size}`, false, () => holds(many[index], index, size, [...proof, root]));
      if (proof.length) await expect(`a shorter path ${index} of ${size}`, false, () => holds(many[index], index, size, proof.slice(1)));
    }
  }
});

/** A tile of a tree, made by the slow way. */
async function tileOf(leaves, size, path) {
  const [, level, , , , index, , width] = /^tile\/([0-9]+)\/((x([0-9]{3})\/)*)([0-9]{3})(\.p\/([0-9]+))?$/.exec(path);
  const out = [];
  for (let at = 0; at < Number(width ?? 256); at++) {
    const span = 256 ** Number(level);
    const start = (Number(index) * 256 + at) * span;
    const tree = new Growing();
    for (const leaf of leaves.slice(start, start + span)) await tree.push(leaf);
    out.push(...(await tree.root()));
  }
  return Uint8Array.from(out);
}

await group("moments", async () => {
  for (const line of linesOf("election", "moments.txt")) {
    const space = line.indexOf(" ");
    await expect(line, line.slice(0, space) === "ok", () => instant(line.slice(space + 1)) !== null);
  }
});
await cases("texts", parseMessage);
await cases("notes", parseEntry);
await cases("manifests", (bytes) => parseManifest(new TextDecoder().decode(bytes)));
await cases("definitions", openDefinition);

/** What `end.txt` says of every place that the adder can know. */
function compareEnd(night, definition, board, adder) {
  for (const line of linesOf("election", "nights", night, "end.txt")) {
    const [what, number, id, ...rest] = line.split(" ");
    const round = Number(number);
    if (what === "station") {
      const { word, editions } = board.state(round, id);
      const standing = ["reported", "corrected", "confirmed", "returned", "certified"].includes(word) ? editions[0] : null;
      const said = standing ? [word, standing.edition, standing.identity, standing.index] : [word, "-", "-", "-"];
      if (said.join(" ") !== rest.join(" ")) throw new Error(`${line} is ${said.join(" ")}`);
    }
    if (what === "place") {
      const total = adder.totals(round).get(id);
      const [stations, counted, , , , , , , conflict, annulled, ...figures] = rest;
      const said = [total.stations, total.counted, total.conflict, total.annulled, total.row?.join(" ") ?? "-"];
      if (said.join(" ") !== [stations, counted, conflict, annulled, figures.join(" ")].join(" ")) throw new Error(line);
    }
  }
}

await group("nights", async () => {
  for (const line of linesOf("election", "nights", "index.txt")) {
    const [, , night, file] = line.split(" ");
    const definition = await openDefinition(bytesOf("election", "definitions", file));
    const [board, adder, tree] = [new Board(definition), new Adder(definition), new Growing()];
    for (const entry of linesOf("election", "nights", night, "index.txt")) {
      const [verdict, , name] = entry.split(" ");
      const bytes = bytesOf("election", "nights", night, name);
      await expect(`nights/${night}/${name} (${verdict})`, verdict === "ok", async () => {
        const message = await parseEntry(bytes);
        await board.admit(message);
        adder.take(message);
        await tree.push(await leafHash(bytes));
      });
    }
    await expect(`nights/${night}/end.txt`, true, () => compareEnd(night, definition, board, adder));
    const [, size, root] = linesOf("election", "nights", night, "end.txt")[0].split(" ");
    await expect(`root of ${night}`, true, async () => tree.size === Number(size) && toHex(await tree.root()) === root);
  }
});

await group("receipts and published directories", async () => {
  const country = await openDefinition(bytesOf("election", "definitions", "country.txt"));
  for (const name of readdirSync(join(vectors, "election/receipts"))) {
    const receipt = bytesOf("election", "receipts", name);
    await expect(`receipts/${name}`, true, () => checkReceipt(receipt, country.log));
    for (const at of [200, 800, receipt.length - 400, receipt.length - 20]) {
      const spoilt = receipt.slice();
      spoilt[at] ^= 1;
      await expect(`receipts/${name} spoilt at ${at}`, false, () => checkReceipt(spoilt, country.log));
    }
  }
  for (const name of readdirSync(join(vectors, "election/snapshots"))) await published(join(vectors, "election/snapshots", name), country.hash, name);
});

/** A published directory, whole; then with a byte spoilt in each kind of file. */
async function published(directory, expected, name) {
  const reader = (spoil) => async (path) => {
    const bytes = new Uint8Array(readFileSync(join(directory, path)));
    if (!spoil || !path.startsWith(spoil)) return bytes;
    if (!spoil.startsWith("tile/entries")) bytes[bytes.length >> 1] ^= 1;
    // A figure of every report: which of the entries is looked at depends on the check.
    else for (const { index } of String.fromCharCode(...bytes).matchAll(/\nvalid /g)) bytes[index + 7] ^= 1;
    return bytes;
  };
  const whole = (spoil) => checkWhole({ read: reader(spoil), expected, tell() {} });
  const asked = { expected, place: "01-001", station: "01-001-0001", round: 1, tell() {} };
  const one = (spoil) => checkStation({ ...asked, read: reader(spoil) }).then(({ entry }) => Boolean(entry));
  await expect(`${name}, whole`, true, () => whole());
  await expect(`${name}, a station`, true, () => one());
  for (const spoil of ["definition", "checkpoint", "manifest", "tile/entries", "tile/0"]) {
    await expect(`${name}, whole, spoilt ${spoil}`, false, () => whole(spoil));
    await expect(`${name}, a station, spoilt ${spoil}`, false, () => one(spoil));
  }
  const folder = readdirSync(join(directory, "snapshots"))[0];
  await expect(`${name}, spoilt table`, false, () => whole(`snapshots/${folder}/tables/round-1/departments.csv`));
  await expect(`${name}, spoilt place`, false, () => one(`snapshots/${folder}/places/01-001.json`));
  await expect(`${name}, another definition`, false, () => checkWhole({ read: reader(), expected: "0".repeat(64), tell() {} }));
}

await group("words", async () => {
  const shape = (words) => Object.entries(words).map(([key, text]) => `${key} ${String(text).split("{}").length}`).sort().join("\n");
  await expect("both languages have the same words and slots", true, () => shape(WORDS.fr) === shape(WORDS.en));
});

// A directory to check whole, for who has one.
const own = process.argv[2];
if (own && existsSync(own)) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", readFileSync(join(own, "definition"))));
  const start = performance.now();
  const read = async (path) => new Uint8Array(readFileSync(join(own, path)));
  const found = await checkWhole({ read, expected: toHex(hash), tell: (...step) => console.log(...step) });
  console.log(found, `${((performance.now() - start) / 1000).toFixed(1)} s`);
}

console.log(`${count} cases, ${failed} failed`);
void toUtf8;
process.exit(failed ? 1 : 0);
