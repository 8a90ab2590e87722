// The page "check it yourself".

import { best, keyOf } from "../search.js";
import { said, words as wordsOf } from "../words.js";
import { checkStation } from "./station.js";
import { checkWhole } from "./whole.js";

const words = wordsOf();
const box = document.querySelector("#check");
const { root, definition, places, search } = box.dataset;

const make = (parent, name, text = "", attributes = {}) => {
  const element = parent.appendChild(document.createElement(name));
  element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

const files = new Map();
const read = async (path) => {
  if (path.startsWith("tile/0/") || !path.startsWith("tile/")) {
    if (!files.has(path)) files.set(path, fetched(path));
    return files.get(path);
  }
  return fetched(path);
};

async function fetched(path) {
  // Neither the browser's cache nor a proxy's may answer for what changes.
  const fresh = ["checkpoint", "manifest"].includes(path);
  const answer = await fetch(root + path, { cache: fresh ? "no-store" : "default" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

const written = (value) => (typeof value === "number" ? value.toLocaleString(document.documentElement.lang) : value);

/** Runs a check and tells its steps and its verdict; the verdict is read out. */
async function run(section, button, check) {
  section.querySelector(".outcome")?.remove();
  const outcome = make(section, "div", "", { class: "outcome" });
  const steps = make(outcome, "ul", "", { class: "steps" });
  const verdict = make(outcome, "p", words.reading, { role: "status", class: "verdict" });
  const tell = (step, ...values) => make(steps, "li", said(words[step], ...values.map(written)), { class: "good" });
  button.disabled = true;
  for (const path of ["checkpoint", "manifest"]) files.delete(path);
  try {
    verdict.textContent = (await check(tell, verdict)) ?? words.good;
    if (verdict.textContent === words.good) verdict.classList.add("good");
  } catch (error) {
    make(steps, "li", error.message, { class: "bad" });
    verdict.textContent = said(words.bad, error.message);
    verdict.classList.add("bad");
  }
  button.disabled = false;
}

function oneStation() {
  const section = make(box, "section", "", { class: "verify", id: "one" });
  make(section, "h2", words.oneStation);
  make(section, "p", words.oneText);
  const form = make(section, "form");
  const label = (text, id) => make(form, "label", text, { for: id });
  label(words.find, "place");
  const place = make(form, "input", "", { id: "place", list: "found-places", autocomplete: "off" });
  const list = make(form, "datalist", "", { id: "found-places" });
  label(words.choose, "station");
  const station = make(form, "select", "", { id: "station" });
  label(words.round, "round");
  const round = make(form, "select", "", { id: "round" });
  const button = make(make(form, "p"), "button", words.check, { type: "submit" });
  const chosen = new URLSearchParams(location.search);
  // A file that cannot be read is a verdict too.
  const unreadable = (error) => run(section, button, () => { throw error; });
  const load = async (id) => {
    const answer = await fetch(`${places}${encodeURIComponent(id)}.json`);
    const page = answer.ok ? await answer.json() : {};
    station.replaceChildren(...(page.stations ?? []).map(({ id }) => new Option(id)));
    round.replaceChildren(...(page.rounds ?? []).map(({ round }) => new Option(round)));
    place.dataset.id = page.stations ? id : "";
    if (page.stations) place.value = page.name;
  };
  place.addEventListener("input", async () => {
    const known = [...list.children].find(({ value }) => value === place.value);
    if (known) return load(known.dataset.id).catch(unreadable);
    const query = place.value;
    const key = keyOf(query);
    if (!key) return undefined;
    const rows = await fetch(`${search}${key}.json`).then((answer) => (answer.ok ? answer.json() : []), () => []);
    if (query !== place.value) return undefined;
    list.replaceChildren(...best(query, rows).map(([id, name, around]) => {
      const option = new Option("", `${name} (${around})`);
      option.dataset.id = id;
      return option;
    }));
    return undefined;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!place.dataset.id || !station.value) return place.focus();
    const asked = { read, expected: definition, place: place.dataset.id, station: station.value, round: Number(round.value) };
    return run(section, button, async (tell) => {
      const { entry, state } = await checkStation({ ...asked, tell });
      return entry ? words.good : said(words.stepMissing, state);
    });
  });
  if (chosen.get("place")) {
    load(chosen.get("place")).then(() => {
      station.value = chosen.get("station");
      round.value = chosen.get("round") ?? "1";
      form.requestSubmit();
    }).catch(unreadable);
  }
}

function wholeLog() {
  const section = make(box, "section", "", { class: "verify", id: "whole" });
  make(section, "h2", words.whole);
  make(section, "p", words.wholeText);
  const line = make(section, "p");
  const button = make(line, "button", words.checkWhole, { type: "button" });
  let stopped = true;
  const stop = make(line, "button", words.stop, { type: "button", class: "plain", hidden: "" });
  stop.addEventListener("click", () => { stopped = true; });
  button.addEventListener("click", () => run(section, button, async (tell, verdict) => {
    stopped = false;
    stop.hidden = false;
    const bar = verdict.parentElement.insertBefore(document.createElement("progress"), verdict);
    bar.setAttribute("aria-label", words.whole);
    const progress = (done, of) => {
      Object.assign(bar, { value: done, max: of });
      verdict.textContent = said(words.walking, written(done), written(of));
    };
    try {
      const found = await checkWhole({ read, expected: definition, tell, progress, stop: () => stopped });
      return found ? words.good : words.stopped;
    } finally {
      stop.hidden = true;
      bar.remove();
    }
  }));
}

async function canVerify() {
  try {
    await crypto.subtle.importKey("raw", new Uint8Array(32).fill(1), "Ed25519", false, ["verify"]);
    return true;
  } catch (error) {
    // A browser that knows the algorithm and not the key says so otherwise.
    return error.name === "DataError";
  }
}

if (await canVerify()) {
  oneStation();
  wholeLog();
  box.dataset.ready = "";
} else {
  make(box, "p", words.noCrypto, { class: "note" });
}
