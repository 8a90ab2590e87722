// The signed list of a snapshot's files: `specs/manifest.md`.

import { Lines } from "./lines.js";

export const MAX_MANIFEST_BYTES = 200_000_000;
const MAX = 2 ** 40;
const MAX_FILES = 1_000_000;

function path(lines, text) {
  const plain = text.split("/").every((part) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(part));
  return plain && text.length <= 200 ? text : lines.fail("E013");
}

export function parseManifest(text) {
  const lines = new Lines(text);
  lines.exactly("vigie.manifest/v1");
  const definition = lines.hash(lines.value("definition"));
  const mode = lines.word(lines.value("mode"), ["live", "test"]);
  const size = lines.number(lines.value("size"), MAX);
  const root = lines.hash(lines.value("root"));
  const at = lines.moment(lines.value("at"));
  const folder = lines.value("folder");
  if (!folder.endsWith("/")) lines.fail("E013");
  path(lines, folder.slice(0, -1));
  const count = lines.number(lines.value("files"), MAX_FILES);
  const files = new Map();
  let last = "";
  for (let nth = 0; nth < count; nth++) {
    const [hash, bytes, name] = lines.fields("file", 3);
    path(lines, name);
    if (name <= last) lines.fail("E005");
    files.set((last = name), { hash: lines.hash(hash), bytes: lines.number(bytes, MAX) });
  }
  lines.end();
  return { definition, mode, size, root, at, folder, files };
}
