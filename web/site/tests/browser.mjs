// The pages of a published directory in a real browser: without JavaScript, by keyboard, narrow
// and wide, with axe, the map's times, and the check in the browser, honest and deceived.
//
//     node web/site/tests/browser.mjs PUBLISHED [--shots DIRECTORY] [--stations N] [--whole]
//
// Chromium is `VIGIE_CHROMIUM`, a name or a path, or `chromium`; playwright-core and axe-core come from
// `VIGIE_NODE_MODULES` (a directory with a node_modules in it) or from this directory.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

import { median, medianFrames, sinceStart, told } from "../../tests/frames.mjs";

const here = process.env.VIGIE_NODE_MODULES ?? new URL(".", import.meta.url).pathname;
const require = createRequire(join(here, "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [published, ...options] = process.argv.slice(2);
const option = (name) => (options.includes(name) ? options[options.indexOf(name) + 1] : undefined);
const shots = option("--shots");
if (shots) mkdirSync(shots, { recursive: true });

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
  ".svg": "image/svg+xml", ".xml": "application/atom+xml", ".csv": "text/csv; charset=utf-8", ".bin": "application/octet-stream",
};

/** Static files as a mirror serves them: compressed, nothing else. `spoil` may change their bytes. */
let spoil = null;
const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
  const file = join(published, path);
  if (!existsSync(file) || statSync(file).isDirectory()) return response.writeHead(404).end();
  let bytes = readFileSync(file);
  if (spoil?.test(path)) bytes = Buffer.from(bytes.map((byte, at) => (at === bytes.length >> 1 ? byte ^ 1 : byte)));
  const packed = /html|text|json|xml|svg/.test(TYPES[extname(path)] ?? "") && bytes.length < 5e6;
  const headers = { "content-type": TYPES[extname(path)] ?? "text/plain", "x-content-type-options": "nosniff" };
  if (packed) headers["content-encoding"] = "gzip";
  return response.writeHead(200, headers).end(packed ? gzipSync(bytes) : bytes);
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const snapshot = readdirSync(join(published, "snapshots"))[0];
const base = `http://127.0.0.1:${server.address().port}/snapshots/${snapshot}/pages/`;
const folder = join(published, "snapshots", snapshot);

const failures = [];
let checks = 0;
function check(holds, text) {
  checks++;
  if (!holds) {
    failures.push(text);
    console.log(`FAILED ${text}`);
  }
}

// The launcher wants a path and looks nowhere itself.
const named = process.env.VIGIE_CHROMIUM ?? "chromium";
const executablePath = execFileSync("sh", ["-c", 'command -v "$0"', named], { encoding: "utf8" }).trim();
const args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"];
const browser = await chromium.launch({ executablePath, args });

/** A page that fails on errors, violations of its own policy, and requests to anybody else. */
async function open(path, { width = 1280, javaScriptEnabled = true, ready = true } = {}) {
  const context = await browser.newContext({ viewport: { width, height: width < 500 ? 800 : 1000 }, javaScriptEnabled });
  const page = await context.newPage();
  page.on("pageerror", (error) => check(false, `${path}: ${error.message}`));
  page.on("console", (message) => {
    const expected = spoil || /404/.test(message.text());
    if (message.type() === "error" && !expected) check(false, `${path}: ${message.text()}`);
  });
  page.on("request", (request) => check(request.url().startsWith(base.split("/snapshots")[0]), `${path} asks ${request.url()}`));
  await page.goto(base + path, { waitUntil: "load" });
  if (ready && javaScriptEnabled && /map\.html/.test(path)) await page.waitForSelector(".mapping[data-ready]");
  if (ready && javaScriptEnabled && /check\.html/.test(path)) await page.waitForSelector("#check[data-ready]");
  return page;
}

const close = (page) => page.context().close();
const places = JSON.parse(readFileSync(join(folder, "places", readdirSync(join(folder, "places")).includes("FR.json") ? "FR.json" : "nation.json")));
const region = places.places[0].id;
const json = (id) => JSON.parse(readFileSync(join(folder, `places/${id}.json`)));
const department = option("--department") ?? json(region).places[0].id;
const commune = option("--commune") ?? json(department).places[0].id;
const place = json(commune);
const counted = place.stations.find(({ rounds }) => rounds.some(({ figures }) => figures));
const round = counted.rounds.find(({ figures }) => figures).round;

const KINDS = {
  nation: "index.html", region: `p/${region}.html`, department: `p/${department}.html`, commune: `p/${commune}.html`,
  map: "map.html", check: "check.html", corrections: "corrections.html", data: "data.html", letters: "az.html",
};

async function readable() {
  for (const [kind, path] of Object.entries(KINDS)) {
    for (const language of ["fr", "en"]) {
      for (const [width, javaScriptEnabled] of [[360, true], [1920, true], [1280, false]]) {
        const page = await open(`${language}/${path}`, { width, javaScriptEnabled });
        const name = `${language} ${kind} at ${width}${javaScriptEnabled ? "" : " without JavaScript"}`;
        check((await page.locator("h1").count()) === 1, `${name}: one heading`);
        check((await page.locator("html").getAttribute("lang")) === language, `${name}: language`);
        const wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth").catch(() => 0);
        check(wide <= 0, `${name}: ${wide} pixels too wide`);
        if (width < 500) await narrow(page, name);
        if (javaScriptEnabled) await accessible(page, name);
        if (shots) await page.screenshot({ path: join(shots, `${name.replaceAll(" ", "-")}.png`), fullPage: kind !== "nation" || width > 400 });
        await close(page);
      }
    }
  }
}

/** With a whole country's figures in every cell nothing leaves the page at 360 and 320 pixels: a
 * table scrolls in its own region, and no tab of the navigation is cut. */
async function narrow(page, name) {
  const before = page.viewportSize();
  await page.evaluate(() => {
    for (const cell of document.querySelectorAll(".votes tbody .n, .figures tbody .n")) {
      cell.dataset.was = cell.textContent;
      cell.textContent = cell.matches(".change") ? "+12,34" : "47\u202f582\u202f183";
    }
  });
  for (const width of [before.width, 320]) {
    await page.setViewportSize({ ...before, width });
    const { wide, cut } = await page.evaluate(() => {
      const edge = document.documentElement.clientWidth;
      const links = [...document.querySelectorAll(".top a")].filter((link) => link.getBoundingClientRect().right > edge);
      return { wide: document.documentElement.scrollWidth - edge, cut: links.map((link) => link.textContent) };
    });
    check(wide <= 0, `${name}: ${wide} pixels too wide for a country's figures at ${width}`);
    check(cut.length === 0, `${name}: the navigation is cut at ${width}: ${cut}`);
  }
  await page.setViewportSize(before);
  await page.evaluate(() => {
    for (const cell of document.querySelectorAll("[data-was]")) cell.textContent = cell.dataset.was;
  });
}

async function accessible(page, name) {
  // The tester's own script comes from outside the page, which forbids it: it is run, not loaded.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  for (const { id, nodes } of violations) check(false, `${name}: axe ${id}: ${nodes.slice(0, 2).map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary.slice(0, 160)}`).join(" | ")}`);
  check(violations.length === 0, `${name}: axe`);
}

/** What is published is on the page, with no program at all. */
async function withoutScript() {
  const page = await open("fr/index.html", { javaScriptEnabled: false });
  await page.click(`a[href="p/${department}.html"]`);
  await page.click(`a[href="${commune}.html"]`);
  const text = (await page.locator("main").innerText()).replace(/[\u202f\u00a0]/g, "");
  const figures = place.rounds.at(-1).figures;
  for (const { votes } of figures.candidates) check(text.includes(String(votes)), `${commune} shows ${votes} without JavaScript`);
  check(await page.locator(`[id="s-${counted.id}"]`).count() > 0, "the station has an address");
  check(await page.evaluate("getComputedStyle(document.querySelector('.moment'), '::after').content").catch(() => "2017").then((text) => text !== "none"), "the moment");
  await close(page);
}

async function searching() {
  const page = await open("fr/index.html");
  const plain = place.name.normalize("NFD").replace(/\p{M}/gu, "").toUpperCase();
  // By keyboard alone: the first key leads past the navigation.
  await page.keyboard.press("Tab");
  check((await page.evaluate("document.activeElement.className")) === "skip", "the first key skips to the content");
  await page.locator("#q").focus();
  await page.keyboard.type(plain);
  await page.waitForSelector("#found a");
  check(await page.locator(`#found a[href$="/${commune}.html"]`).count() === 1, `${plain} finds ${commune}`);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/p\//);
  await page.goto(`${base}fr/p/${department}.html`);
  if (await page.locator("form.filter:not([hidden])").count()) {
    await page.locator("#filter").fill(plain.slice(0, 5));
    const seen = await page.locator("#list tbody tr:visible th").allInnerTexts();
    check(seen.includes(place.name) && seen.length < json(department).places.length, "the list is filtered");
  }
  await close(page);
}

async function mapping() {
  const firsts = [];
  for (let nth = 0; nth < 3; nth++) {
    const page = await open("fr/map.html", { ready: false });
    await page.waitForSelector(".mapping[data-ready]");
    firsts.push(await sinceStart(page));
    await close(page);
  }
  const page = await open("fr/map.html", { width: 1920 });
  const stations = await page.evaluate(() => document.querySelector(".mapping").map.stations.count);
  const frames = await medianFrames(page, ".mapping", "size");
  const first = median(firsts);
  console.log(`map: ${stations} stations, first picture ${first.toFixed(0)} ms, median of a frame: ${told(frames)}`);
  check(first < 1000, `first picture after ${first} ms`);
  for (const [name, { drawn, frame }] of Object.entries(frames)) check(drawn <= 20 && frame <= 20.5, `${name}: ${drawn} ms drawn, ${frame} ms apart`);
  await picking(page);
  await close(page);
}

/** A station that is pointed at is named; the table holds the same stations. */
async function picking(page) {
  await page.evaluate(() => { const { map } = document.querySelector(".mapping"); map.mode = "same"; map.all(); });
  await page.waitForTimeout(100);
  const at = await page.evaluate(() => {
    const { map } = document.querySelector(".mapping");
    const { x, y } = map.stations;
    const box = map.land.getBoundingClientRect();
    const middle = x.length >> 1;
    return [box.left + ((x[middle] - map.left) * map.scale) / map.dense, box.top + ((y[middle] - map.top) * map.scale) / map.dense];
  });
  await page.mouse.move(...at);
  // Asked from outside: what waits inside the page evaluates text, which the page's policy forbids.
  const told = () => page.evaluate(() => document.querySelector(".told").textContent.length > 5);
  for (const end = Date.now() + 20_000; !(await told()) && Date.now() < end; ) await page.waitForTimeout(50);
  check(await told(), "the map tells of the station under the pointer");
  await page.click(".station-table summary");
  await page.waitForSelector(".station-table tbody tr");
  const total = await page.evaluate(async () => {
    const { map } = document.querySelector(".mapping");
    return map.departments.length;
  });
  check((await page.locator(".station-table option").count()) === total, "every department is in the table");
  const row = await page.locator(".station-table tbody tr").first().innerText();
  check(row.split("\t").length === 3, `a row of the table: ${row}`);
  await page.locator(".stage").focus();
  const before = await page.evaluate("document.querySelector('.mapping').map.scale");
  await page.keyboard.press("+");
  check((await page.evaluate("document.querySelector('.mapping').map.scale")) > before, "the map answers to keys");
}

const asked = `check.html?station=${counted.id}&place=${commune}&round=${round}`;

async function checking() {
  for (const [language, files, good] of [
    ["fr", null, true], ["en", null, true], ["fr", /tile\/0\//, false], ["fr", /\/definition$/, false],
    ["fr", /\/checkpoint$/, false], ["fr", /\/manifest$/, false], ["fr", new RegExp(`places/${commune}.json$`), false],
  ]) {
    spoil = files;
    const page = await open(`${language}/${asked}`);
    const verdict = page.locator("#one .verdict.good, #one .verdict.bad");
    const told = await verdict.waitFor({ timeout: 120_000 }).then(() => verdict.getAttribute("class"), () => "no verdict");
    check(good ? / good/.test(told) : !/ good/.test(told), `${language} check of ${counted.id} with ${files}: ${told}`);
    if (good && language === "fr") {
      await accessible(page, "a station that was checked");
      if (shots) await page.screenshot({ path: join(shots, "checked.png"), fullPage: true });
    }
    await close(page);
    spoil = null;
  }
}

async function whole() {
  for (const [files, good] of [[null, true], [/tables\/round-[0-9]\/departments.csv/, false], [/tile\/entries/, false]]) {
    const page = await open("fr/check.html");
    spoil = files;
    const start = Date.now();
    await page.click("#whole button");
    const verdict = page.locator("#whole .verdict.good, #whole .verdict.bad");
    await verdict.waitFor({ timeout: 600_000 });
    const told = await verdict.getAttribute("class");
    check(good === / good/.test(told), `the whole log with ${files}: ${await verdict.innerText()}`);
    if (good) console.log(`whole log in the browser: ${((Date.now() - start) / 1000).toFixed(1)} s`);
    await close(page);
    spoil = null;
  }
}

/** Opened from a disk the pages read well: what needs a server says nothing. */
async function fromDisk() {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`file://${join(folder, "pages/fr/index.html")}`);
  check((await page.evaluate("getComputedStyle(document.querySelector('.top')).backgroundColor")) !== "rgba(0, 0, 0, 0)", "styled from a disk");
  check(await page.evaluate("document.querySelector('.map img').naturalWidth > 0"), "the picture from a disk");
  await context.close();
}

await withoutScript();
await searching();
await checking();
if (options.includes("--whole")) await whole();
await mapping();
await readable();
await fromDisk();
await browser.close();
server.close();
console.log(`${checks} checks, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
