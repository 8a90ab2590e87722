// One journey for each role through the hub's screens, in a browser: with the keyboard only, with
// JavaScript and without, at 360 and at 1920 pixels, every page under axe.
//
//   node journeys.mjs PROGRAM [DIRECTORY FOR PICTURES]

import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PASSPHRASE, begin, station } from "./night.mjs";
import { gather } from "./sitting.mjs";

const [program = process.env.VIGIE, shots] = process.argv.slice(2);
assert(program, "which vigie?");

const night = await begin(program);
const { sits, look, go, here, press, text, step, logIn, confirms, journey } = await gather(night, shots);

const FIGURES = { registered: "1 204", "signed-in": "862", cast: "862", blank: "14", void: "6", valid: "842" };
const VOTES = [301, 244, 158, 77, 44, 18];

async function type(page, figures, votes) {
  for (const [name, value] of Object.entries(figures)) await page.locator(`#f-${name}`).fill(value);
  for (const [at, value] of votes.entries()) await page.locator(`#f-candidate-${at + 1}`).fill(String(value));
}

/** Everything a record says, by the names of the fields. */
const record = (registered, votes, figures = FIGURES) =>
  ({ ...figures, registered, ...Object.fromEntries(votes.map((vote, at) => [`candidate-${at + 1}`, String(vote)])) });

async function callsBack(page, account, station, says, name) {
  await go(page, `/hub/dossiers/1/${station}/call-back`);
  if (name) await look(page, `${name}-before`);
  await press(page);
  const drawn = await page.locator("input.figure").evaluateAll((inputs) => inputs.map((input) => input.id));
  assert.equal(drawn.length, 2);
  for (const id of drawn) await page.locator(`#${id}`).fill(says[id.slice(2)]);
  if (name) await look(page, name, [360, 1280]);
  await confirms(page, account);
  assert.match(await text(page), /Confirmé/);
}

await journey(async () => {
  step("the log-in page");
  const door = await sits();
  await go(door, "/hub/communes/23-096");
  assert.equal(here(door), "/hub/log-in");
  await look(door, "log-in", [360, 1280, 1920]);

  step("a clerk, keyboard only: errors first, then the record");
  const a = await sits();
  await logIn(a, "gueret-a", "/hub/communes/23-096");
  await look(a, "commune", [360, 1280, 1920]);
  await go(a, "/hub/stations/1/23-096-0012/entry");
  await look(a, "entry-empty", [360, 1280]);
  await a.locator("#f-registered").focus();
  for (const value of Object.values(FIGURES)) { await a.keyboard.type(value); await a.keyboard.press("Enter"); }
  for (const value of [...VOTES.slice(0, 4), 52, ""]) { await a.keyboard.type(String(value)); await a.keyboard.press("ArrowDown"); }
  assert.match(await a.locator("#total").innerText(), /832/);
  await a.keyboard.press("Control+Enter");
  await a.waitForSelector("#errors");
  assert.equal(await a.evaluate(() => document.activeElement.id), "errors");
  await look(a, "entry-errors", [360, 1280, 1920]);
  assert.equal(await a.locator("#f-registered").inputValue(), "1 204", "typed figures come back as typed");
  await a.locator("#f-candidate-5").fill("44");
  await a.locator("#f-candidate-6").fill("18");
  await a.locator("#f-registered").fill("1117");
  await a.locator("#counted").fill("20:04");
  await a.keyboard.press("Control+Enter");
  await a.waitForSelector("input[name=shown]", { state: "attached" });
  await look(a, "entry-confirm", [360, 1280]);
  await confirms(a, "gueret-a");
  assert.equal(here(a), "/hub/stations/1/23-096-0012");
  assert.doesNotMatch(await text(a), /842/, "nobody sees a first entry");
  await look(a, "station-first", [360, 1280]);

  step("another clerk, without JavaScript: second entry, signature, receipt");
  const b = await sits({ script: false, width: 360, height: 780 });
  await logIn(b, "gueret-b");
  await go(b, "/hub/stations/1/23-096-0012/entry");
  assert.equal(await b.locator("#f-cast").inputValue(), "", "blind");
  await type(b, { ...FIGURES, registered: "1.117" }, VOTES);
  await b.locator("#counted").fill("20:04");
  await b.locator("button[value=check]").press("Enter");
  assert.equal(here(b), "/hub/stations/1/23-096-0012/sign");
  const words = await b.locator(".check").innerText();
  if (shots) await b.screenshot({ path: join(shots, "sign-no-script-360.png"), fullPage: true });
  await confirms(b, "gueret-b");
  assert.match(await text(b), new RegExp(words), "the receipt has the words that were signed");
  await go(a, "/hub/stations/1/23-096-0012");
  await look(a, "station-sent", [360, 1280]);

  step("entries that differ, and a third person");
  await go(a, "/hub/stations/1/23-096-0001/entry");
  await type(a, FIGURES, VOTES);
  await a.locator("#counted").fill("20:03");
  await a.locator("button[value=check]").press("Enter");
  await a.waitForSelector("input[name=shown]", { state: "attached" });
  await confirms(a, "gueret-a");
  await go(b, "/hub/stations/1/23-096-0001/entry");
  await type(b, FIGURES, [310, 235, ...VOTES.slice(2)]);
  await b.locator("#counted").fill("20:03");
  await b.locator("button[value=check]").press("Enter");
  assert.match(await text(b), /diffèrent/);
  const c = await sits();
  await logIn(c, "gueret-c");
  await go(c, "/hub/stations/1/23-096-0001/differences");
  assert.equal(await c.locator("input.figure").count(), 2, "only the lines in question");
  await look(c, "differences", [360, 1280]);
  await c.locator("#f-candidate-1").fill("301");
  await c.locator("#f-candidate-2").fill("244");
  await c.locator("button[value=check]").press("Enter");
  await go(b, "/hub/stations/1/23-096-0001/sign");
  await confirms(b, "gueret-b");
  assert.match(await text(b), /Reçu/);

  step("import with a preview");
  await go(a, "/hub/communes/23-096/import");
  await look(a, "import", [360, 1280]);
  const head = (await a.locator(".code").first().innerText()).trim();
  const line = (station, registered) => `${station};20:05;${registered};700;700;10;5;685;285;200;100;50;40;10;`;
  await a.locator("#file").setInputFiles({ name: "bureaux.csv", mimeType: "text/csv", buffer: Buffer.from(`${head}\n${line("23-096-0002", 903)}\n${line("23-096-0012", 1117)}\n${line("23-030-0001", 640)}\n`) });
  await press(a);
  assert.match(await text(a), /1\s+ligne bonne[^]*Rien n'est saisi tant/);
  assert.equal(await a.locator("input[name=shown]").count(), 0, "all lines or none");
  await look(a, "import-refused", [360, 1280]);
  await go(a, "/hub/communes/23-096/import");
  await a.locator("#file").setInputFiles({ name: "bureaux.csv", mimeType: "text/csv", buffer: Buffer.from(`${head}\n${line("23-096-0002", 903)}\n`) });
  await press(a);
  assert.match(await text(a), /1\s+ligne bonne/);
  await look(a, "import-preview", [360, 1280]);
  await confirms(a, "gueret-a");
  assert.match(await text(a), /1\s+saisie faite/);

  step("a clerk stays in the commune");
  const d = await sits();
  await logIn(d, "gueret-c");
  assert.equal((await go(d, "/hub/stations/1/23-030-0001/telephone")).status(), 403, "another commune");

  step("the prefecture: list, dossier, call-back");
  const p = await sits();
  await logIn(p, "pref-23-a");
  assert.equal(here(p), "/hub/departments/23");
  await look(p, "department", [360, 1280, 1920]);
  await go(p, "/hub/departments/23?filter=call-back");
  assert.equal(await p.locator("tbody tr").count(), 2);
  await go(p, "/hub/dossiers/1/23-096-0012");
  assert.doesNotMatch(await text(p), /842/, "whoever rings does not know the answer");
  await look(p, "dossier-blind", [360, 1280]);
  await callsBack(p, "pref-23-a", "23-096-0012", record("1117", VOTES), "callback");
  assert.match(await text(p), /842/);
  await look(p, "dossier", [360, 1280]);

  step("a witness's copy, then a correction by two");
  await go(p, "/hub/dossiers/1/23-096-0012/witness");
  await type(p, { ...FIGURES, registered: "1117" }, [300, 245, ...VOTES.slice(2)]);
  await p.locator("#source").fill("délégué de la candidate MOREL");
  await p.locator("button[value=check]").press("Enter");
  assert.equal(await p.locator("tr.differs").count(), 2);
  await look(p, "dossier-match", [360, 1280]);
  await go(p, "/hub/dossiers/1/23-096-0012/correction");
  await look(p, "correction", [360, 1280, 1920]);
  await p.locator("#f-candidate-1").fill("300");
  await p.locator("#f-candidate-2").fill("245");
  await p.locator("button[value=check]").press("Enter");
  assert.match(await text(p), /raison/i);
  await p.locator("#reason").fill("voix relues avec la feuille de dépouillement");
  await p.locator("button[value=check]").press("Enter");
  await p.waitForSelector("input[name=shown]", { state: "attached" });
  await look(p, "correction-confirm", [360, 1280]);
  await confirms(p, "pref-23-a");
  await go(p, "/hub/proposals");
  await look(p, "proposals");
  await p.locator("tbody a").first().press("Enter");
  assert.match(await text(p), /une autre personne/i);
  const q = await sits();
  await logIn(q, "pref-23-b");
  await go(q, here(p));
  await look(q, "proposal", [360, 1280]);
  await confirms(q, "pref-23-b");
  assert.match(await text(q), /Au journal public/);

  step("the receipt of a commune, on paper and as a file");
  await go(a, "/hub/stations/1/23-096-0012/receipt");
  assert.match(await text(a), new RegExp((await a.locator(".check").innerText()).split(" ")[0]));
  assert(await a.locator(".codes svg").count() > 0);
  await look(a, "receipt", [360, 1280]);
  const [download] = await Promise.all([a.waitForEvent("download"), a.locator("a[download]").press("Enter")]);
  const proof = join(night.dir, "receipt");
  await download.saveAs(proof);
  assert.match(readFileSync(proof, "utf8"), /^c2sp.org\/tlog-proof@v1\n/);
  await a.emulateMedia({ media: "print" });
  if (shots) await a.screenshot({ path: join(shots, "receipt-print.png"), fullPage: true });
  await a.emulateMedia({ media: "screen" });

  step("the commune's return: nothing before every station is confirmed");
  await go(a, "/hub/returns/23-096");
  assert.match(await text(a), /Pas encore/);
  await look(a, "return-waiting", [360, 1280]);
  const [small, papers] = [[285, 200, 100, 50, 40, 10], { registered: "903", "signed-in": "700", cast: "700", blank: "10", void: "5", valid: "685" }];
  await go(b, "/hub/stations/1/23-096-0002/entry");
  await type(b, papers, small);
  await b.locator("#counted").fill("20:05");
  await b.locator("button[value=check]").press("Enter");
  await confirms(b, "gueret-b");
  await callsBack(q, "pref-23-b", "23-096-0002", record("903", small, papers));
  await callsBack(q, "pref-23-b", "23-096-0001", record("1204", VOTES));
  await callsBack(p, "pref-23-a", "23-096-0012", record("1117", [300, 245, ...VOTES.slice(2)]));
  await go(a, "/hub/returns/23-096");
  assert.match(await text(a), /2.369/, "842 + 842 + 685 valid votes");
  await look(a, "return", [360, 1280]);
  await confirms(a, "gueret-a");
  assert.match(await text(a), /Récapitulatif au journal public/);
  await look(a, "return-sent", [360, 1280]);

  step("a station on its own machine, keyboard only, sends and gets its receipt");
  const desk = await station(program, night, "24-322-0001");
  try {
    const t = await sits();
    await t.goto(desk.address);
    await t.goto(`${desk.base}/round/1`);
    await look(t, "station-entry", [360, 1280, 1920]);
    await t.locator("[name=registered]").focus();
    const own = ["1300", "862", "862", "14", "6", "842", ...VOTES.slice(0, 5), 19].map(String);
    for (const value of own) { await t.keyboard.type(value); await t.keyboard.press("Enter"); }
    await t.keyboard.press("Control+Enter");
    await t.waitForSelector("[role=alert], .box.bad");
    await look(t, "station-errors", [360, 1280]);
    await t.locator("[name=candidate-6]").fill("18");
    await t.keyboard.press("Control+Enter");
    await t.waitForSelector("input[name=passphrase]");
    await look(t, "station-sign", [360, 1280]);
    for (const holder of ["president", "secretary"]) {
      const form = t.locator(`form:has(input[name=holder][value=${holder}])`);
      await form.locator("input[name=passphrase]").fill(PASSPHRASE);
      await form.locator("button").press("Enter");
    }
    await look(t, "station-signed", [360, 1280]);
    const quiet = await sits({ script: false, width: 360, height: 780 });
    await quiet.goto(desk.address);
    await quiet.goto(`${desk.base}/round/1`);
    await quiet.locator("form[action$='/send'] button").press("Enter");
    assert.match(await text(quiet), /reçu[^]*Numéro au journal public/);
    if (shots) await quiet.screenshot({ path: join(shots, "station-received-360.png"), fullPage: true });
    await t.reload();
    assert.equal(await t.locator("form[action$='/send']").count(), 0, "what was received is not sent again");
    await look(t, "station-received", [360, 1280]);
    await t.locator("a[href$='/correction']").press("Enter");
    for (const [name, value] of [["candidate-5", VOTES[4] + 1], ["candidate-6", 17], ["reason", "Une voix sous la mauvaise ligne"]]) {
      await t.locator(`[name=${name}]`).fill(String(value));
    }
    await look(t, "station-correction", [360, 1280]);
    await t.keyboard.press("Control+Enter");
    await t.waitForSelector("input[name=passphrase]");
    await look(t, "station-correction-sign", [360, 1280]);
    for (const holder of ["president", "secretary"]) {
      const form = t.locator(`form:has(input[name=holder][value=${holder}])`);
      await form.locator("input[name=passphrase]").fill(PASSPHRASE);
      await form.locator("button").press("Enter");
    }
    await t.locator("form[action$='/send'] button").press("Enter");
    assert.match(await text(t), /Rectification signée, édition 2 · reçu/);
    await look(t, "station-corrected", [360, 1280]);
  } finally {
    desk.stop();
  }

  step("the wall: how far, and no figure");
  const w = await sits({ width: 1920, height: 1080 });
  await logIn(w, "mur");
  assert.equal(here(w), "/hub/progress");
  assert.match(await text(w), /4/);
  assert.doesNotMatch(await text(w), /842|MOREL/);
  await look(w, "wall", [360, 1920, 3840]);
  assert.equal((await go(w, "/hub/results")).status(), 403);

  step("the results desk: totals, release by two");
  const n = await sits();
  await logIn(n, "nation-1");
  await look(n, "results", [360, 1280, 1920]);
  await go(n, "/hub/corrections");
  assert.match(await text(n), /feuille de dépouillement/);
  await look(n, "corrections");
  await go(n, "/hub/release/1");
  await look(n, "release", [360, 1280]);
  await confirms(n, "nation-1");
  assert.match(await text(n), /Une autre personne/);
  const m = await sits({ lang: "en" });
  await logIn(m, "nation-2");
  await go(m, "/hub/release/1");
  await confirms(m, "nation-2");
  assert.match(await text(m), /Public, by/);
  await look(m, "released");
  await go(m, "/hub/release/2");
  assert.match(await text(m), /legal hour has not come/);
  await go(m, "/hub/progress");
  await look(m, "progress", [360, 1280, 1920]);

  step("the administrator and the auditor");
  const r = await sits();
  await logIn(r, "admin");
  await look(r, "accounts", [360, 1280, 1920]);
  await r.locator("#reason").fill("M. Weber est souffrant");
  await r.locator("#new-account").fill("nation-3");
  await r.locator("#name").fill("Mme Benali");
  await r.locator("#role").selectOption("national");
  await r.locator("#scope").fill("FR");
  await confirms(r, "admin", "fieldset button[type=submit]");
  assert.match(await text(r), /autre administrateur/);
  await look(r, "account-asked", [360, 1280]);
  const other = await sits();
  await logIn(other, "admin-b");
  await other.locator('a[href^="/hub/asked/"]').press("Enter");
  await look(other, "account-to-confirm", [360, 1280]);
  await confirms(other, "admin-b");
  assert.match(await text(other), /nation-3/);
  await look(other, "account-made", [360]);
  await go(r, "/hub/care");
  await r.locator("main button").first().press("Enter");
  assert.match(await text(r), /sont entiers/);
  await r.locator("main button").nth(1).press("Enter");
  assert.match(await text(r), /hub\/copies/);
  await look(r, "care", [360, 1280]);
  assert.equal((await go(r, "/hub/results")).status(), 403, "no sight of the counts");
  const s = await sits({ lang: "en" });
  await logIn(s, "audit");
  await go(s, "/hub/journal");
  await look(s, "journal", [360, 1280, 1920]);
  assert.doesNotMatch(await text(s), /argon2id/);
});
