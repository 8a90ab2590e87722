// Finding a place by its name. The index is cut by the first two letters of every word; one small
// file is read for what was typed, and no request says more than those two letters.

import { fold } from "./fold.js";

// Words too common to be indexed, unless a name has no other: the same as `search::COMMON`.
export const COMMON = new Set(
  ["aux", "de", "des", "du", "en", "et", "la", "le", "les", "lès", "saint", "sainte", "sous", "st", "ste", "sur"]);
const MOST = 12;

/** The file that holds what a query can find; nothing if too little was typed. */
export function keyOf(query) {
  const words = fold(query).split(" ").filter((word) => word.length > 1);
  const rare = words.filter((word) => !COMMON.has(word));
  const word = (rare.length ? rare : words).sort((a, b) => b.length - a.length)[0];
  return word ? [...word].slice(0, 2).map((c) => (/[a-z0-9]/.test(c) ? c : "0")).join("") : "";
}

/** Whether every word of the query begins a word of the name; `saint` also stands for `st`. */
export function matches(query, name) {
  const words = fold(name).split(" ");
  const long = { st: "saint", ste: "sainte" };
  return fold(query).split(" ").every((part) => words.some((word) => word.startsWith(part) || word.startsWith(long[part] ?? part)));
}

/** The best of a list for a query: names that begin with it first, then short ones. */
export function best(query, list) {
  const start = fold(query);
  const rank = ([, name]) => (fold(name).startsWith(start) ? 0 : 1000) + name.length;
  return list.filter(([, name]) => matches(query, name)).sort((a, b) => rank(a) - rank(b)).slice(0, MOST);
}

export function searching(form, words, reach) {
  const input = form.querySelector("input");
  const found = form.querySelector("#found");
  const files = new Map();
  let last = "";
  const load = (key) => {
    if (!files.has(key)) {
      const file = fetch(`${form.dataset.search}${key}.json`).then((answer) => (answer.ok ? answer.json() : []), () => []);
      files.set(key, file);
    }
    return files.get(key);
  };
  const show = (rows) => {
    const list = document.createElement("ul");
    for (const [id, name, around] of rows) {
      const item = list.appendChild(document.createElement("li"));
      const link = item.appendChild(document.createElement("a"));
      link.href = reach(id);
      link.textContent = around ? `${name} (${around})` : name;
    }
    found.replaceChildren(list);
    if (!rows.length) found.append(words.notFound);
  };
  const look = async () => {
    const query = (last = input.value);
    const key = keyOf(query);
    if (!key) return found.replaceChildren();
    const list = await load(key);
    if (query === last) show(best(query, list));
  };
  input.addEventListener("input", look);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = found.querySelector("a");
    if (first) location.href = first.href;
  });
  form.dataset.ready = "";
}
