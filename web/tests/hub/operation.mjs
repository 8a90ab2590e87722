// A night of the operations rooms in a browser: an arson at ten past three, from the first report
// to the situation report, by keyboard; and what each of the others may not see.
//
//   node operation.mjs PROGRAM [DIRECTORY FOR PICTURES]

import { strict as assert } from "node:assert";
import { begin } from "./night.mjs";
import { gather } from "./sitting.mjs";

const [program = process.env.VIGIE, shots] = process.argv.slice(2);
assert(program, "which vigie?");

const night = await begin(program, { clock: "2017-04-23T03:11:00+02:00", speed: 10, plan: true });
const { sits, look, go, here, press, text, step, logIn, confirms, journey } = await gather(night, shots);

const WIDE = [360, 1280, 1920];

/** Presses a key that the page offers, and waits for where it leads. */
async function key(page, name) {
  await Promise.all([page.waitForNavigation(), page.keyboard.press(name)]);
}

async function fills(page, fields) {
  for (const [id, value] of Object.entries(fields)) {
    const field = page.locator(`#${id}`);
    if (await field.evaluate((element) => element.tagName) === "SELECT") await field.selectOption(value);
    else await field.fill(value);
  }
}

/** Waits for what a page says; the page's policy lets nobody wait inside it. */
async function until(page, holds, what) {
  for (let nth = 0; nth < 450; nth++) {
    if (await page.evaluate(holds).catch(() => false)) return;
    await page.waitForTimeout(200);
  }
  throw new Error(`${what}: it did not come`);
}

/** A form of a page behind its heading, by keyboard. */
async function opens(page, summary) {
  await page.locator("summary", { hasText: summary }).press("Enter");
}

/** Makes a unit known, at work, and where it is. */
async function crew(page, unit, name, force, longitude, latitude, leader = "") {
  await go(page, "/hub/operation/units");
  await opens(page, "Enregistrer une unité");
  await fills(page, { unit, name, force, strength: "3", leader, telephone: "05 55 00 00 01" });
  await page.locator("#telephone").press("Enter");
  await page.locator(`form[action$="/units/${unit}/on-duty"] button`).press("Enter");
  await places(page, unit, longitude, latitude);
}

async function places(page, unit, longitude, latitude) {
  const status = await page.evaluate(async ([unit, longitude, latitude]) => {
    const csrf = document.querySelector("input[name=csrf]").value;
    const answer = await fetch(`/hub/operation/units/${unit}/locate`, { method: "POST", body: new URLSearchParams({ csrf, longitude, latitude }) });
    return answer.status;
  }, [unit, longitude, latitude]);
  assert.equal(status, 200, `${unit} says where it is`);
}

await journey(async () => {
  step("a quiet room");
  const room = await sits();
  await logIn(room, "salle-23", "/hub/operation");
  await look(room, "room-quiet", WIDE);

  step("units, a posture that waits for its condition");
  await crew(room, "patrouille-1", "Patrouille Guéret 1", "police", "1.900000", "46.180000", "patrouille-1");
  await crew(room, "patrouille-2", "Patrouille La Souterraine", "gendarmerie", "1.480000", "46.240000");
  await go(room, "/hub/operation/units");
  await look(room, "units", WIDE);
  await go(room, "/hub/operation/prepare");
  await fills(room, {
    posture: "sieges", title: "Garde renforcée des sièges de campagne", conditions: "threat 23 4",
    duties: "Deux agents à chaque siège de campagne\nRonde toutes les heures", forces: "police 12\nmobile 30",
  });
  await look(room, "prepare", WIDE);
  await press(room);
  assert.match(await text(room), /Préparée/);

  step("an arson at a headquarters at 03:10, by keyboard");
  await go(room, "/hub/operation/incidents");
  await key(room, "n");
  await fills(room, {
    what: "arson", severity: "critical", when: "2017-04-23T03:10", about: "23-096", longitude: "1.8722", latitude: "46.1698",
    text: "Feu à la porte du siège de campagne, <b>rue de la gare</b>", source: "voisine", grade: "B2",
  });
  await look(room, "report", WIDE);
  await room.locator("#grade").press("Enter");
  const incident = here(room);
  assert.match(incident, /incidents\/\d+$/);
  assert.match(await text(room), /<b>rue de la gare<\/b>/, "markup is text");
  assert.equal(await room.locator("button[data-key='1']").count(), 0, "nobody is sent before it is verified");
  await look(room, "incident-reported", WIDE);

  step("the same again is refused, one ahead of the clock too");
  const report = { what: "arson", severity: "critical", about: "23-096", longitude: "1.8722", latitude: "46.1698", source: "voisine", grade: "B2" };
  await go(room, "/hub/operation/report");
  await fills(room, { ...report, when: "2017-04-23T03:10", text: "Feu à la porte du siège de campagne, <b>rue de la gare</b>" });
  await room.locator("#grade").press("Enter");
  assert.match(await text(room), /E434/);
  await fills(room, { when: "2017-04-23T09:10" });
  await room.locator("#grade").press("Enter");
  assert.match(await text(room), /E430/);
  assert.equal(await room.locator("#source").inputValue(), "voisine", "what was typed comes back");
  await look(room, "report-refused", WIDE);

  step("verified, claimed, the nearest unit sent: one key each");
  await go(room, incident);
  await key(room, "v");
  await key(room, "c");
  const first = await room.locator(".choice").first().innerText();
  assert.match(first, /Patrouille Guéret 1[^]*\d+ min/, "the nearest first, with its minutes");
  await look(room, "incident-verified", WIDE);
  await key(room, "1");
  assert.match(await text(room), /Ordre \d+ · édition 1/);
  await look(room, "incident-assigned", WIDE);

  step("its leader, on a telephone, without JavaScript");
  const leader = await sits({ script: false, width: 360, height: 780 });
  await logIn(leader, "patrouille-1");
  assert.equal(here(leader), "/hub/orders");
  await look(leader, "orders", [360, 1280]);
  await leader.locator("main ul.rows a").first().press("Enter");
  assert.match(await text(leader), /Rendez-vous sur place/);
  await look(leader, "order", [360, 1280]);
  await leader.locator("form[action$='/acknowledge'] button").press("Enter");
  assert.match(await text(leader), /Lu/);
  await go(leader, "/hub/orders");
  await leader.locator("form[action$='/arrive'] button").press("Enter");
  assert.equal((await go(leader, "/hub/operation")).status(), 403, "a leader has orders, no room");

  const taken = (file) => leader.context().request.get(`${night.base}/hub/operation/units/patrouille-1/orders.${file}`);
  const calendar = await (await taken("ics")).text();
  assert.match(calendar, /BEGIN:VEVENT\r\n[^]*SUMMARY:EXERCICE/);
  assert.match(await (await taken("gpx")).text(), /<wpt lat="46.169800" lon="1.872200">/);

  step("the plan is repaired for it: the difference first, then a person accepts");
  await go(room, incident);
  await key(room, "r");
  await look(room, "repair-asked", WIDE);
  await press(room);
  assert.match(here(room), /repairs\/\d+$/);
  await look(room, "repair-difference", WIDE);
  await key(room, "a");
  assert.match(await text(room), /Acceptée[\s\S]*Édition 2/);
  await look(room, "repair-accepted", WIDE);

  step("the room hears of it by itself");
  await go(room, "/hub/operation");
  await room.locator("main", { hasText: "Sur place" }).waitFor();
  await look(room, "room", WIDE);

  step("the map: by keyboard, and as a table");
  await go(room, "/hub/operation/map");
  await room.waitForSelector("[data-room-map][data-ready]");
  const stage = room.locator(".stage");
  await stage.focus();
  await room.keyboard.press("PageDown");
  assert.match(await room.locator(".told").innerText(), /Incendie volontaire, Guéret · Critique · Sur place/);
  await room.keyboard.press("PageDown");
  assert.match(await room.locator(".told").innerText(), /Patrouille/);
  const shown = () => room.evaluate(() => {
    const { map } = document.querySelector("[data-room-map]");
    const { data } = map.points.getContext("2d").getImageData(0, 0, map.points.width, map.points.height);
    let drawn = 0;
    for (let at = 3; at < data.length; at += 4) drawn += data[at] ? 1 : 0;
    return { drawn, near: map.near(), scale: map.scale, states: [...map.states].filter(Boolean).length };
  });
  const wide = await shown();
  assert(wide.drawn > 200, `signs are drawn: ${wide.drawn}`);
  assert.equal(wide.states, 5, "the stations of the department, and no others");
  for (let nth = 0; nth < 12; nth++) await room.keyboard.press("+");
  await room.waitForTimeout(300);
  assert((await shown()).near, "from near all stations are drawn");
  await look(room, "map-near");
  await room.keyboard.press("0");
  await room.locator("summary", { hasText: "Les mêmes choses" }).press("Enter");
  await room.locator(".chart tbody tr").first().waitFor();
  assert.match(await room.locator(".chart tbody").innerText(), /Incendie volontaire/);
  await room.locator(".chart select").selectOption("23");
  await room.locator(".chart tbody tr", { hasText: "23-096-0012" }).waitFor();
  assert.equal(await room.locator(".chart tbody tr").count(), 5);
  await look(room, "map", WIDE);
  step("what the plan has there: circuits and response areas, by a switch each");
  const planned = await room.evaluate(() => {
    const { map } = document.querySelector("[data-room-map]");
    map.all();
    map.layers.areas = true;
    const [own] = map.departments.filter(({ stations }) => stations);
    map.fit(own.bounds);
    map.draw();
    return { layers: Object.keys(map.layers), departments: map.planned.length };
  });
  assert.deepEqual(planned.layers.slice(-2), ["circuits", "areas"]);
  assert.equal(planned.departments, 1, "the own department's circuits");
  await look(room, "map-plan", WIDE);
  await stage.focus();
  await room.keyboard.press("PageUp");
  await key(room, "Enter");
  assert.equal(here(room), incident, "Enter opens what is chosen");
  const plain = await sits({ script: false });
  await logIn(plain, "salle-24", "/hub/operation/map");
  assert.match(await text(plain), /La carte demande JavaScript/);

  step("the map hears of a new incident by itself");
  await go(room, "/hub/operation/map");
  await room.waitForSelector("[data-room-map][data-ready]");
  const second = await sits();
  await logIn(second, "salle-23-b", "/hub/operation/report");
  await fills(second, { what: "access", severity: "minor", when: "2017-04-23T03:11", about: "23-030-0001", text: "Porte fermée", source: "agent", grade: "A2" });
  await second.locator("#grade").press("Enter");
  await until(room, () => document.querySelector("[data-room-map]").map.incidents.length === 2, "the map hears of it");

  step("the threat rises, the hub proposes, two people activate");
  await go(second, "/hub/operation/postures/sieges");
  assert.doesNotMatch(await text(second), /Pourquoi elle est proposée/);
  const nation = await sits();
  await logIn(nation, "nation-1", "/hub/operation/postures");
  await opens(nation, "Changer le niveau");
  await fills(nation, { place: "FR", level: "4", grade: "B2", reason: "Attaques contre des sièges" });
  await nation.locator("#reason").press("Enter");
  await go(room, "/hub/operation");
  await room.locator(".box.warn", { hasText: "Garde renforcée" }).locator(".badge", { hasText: /^\s*Conditions réunies\s*$/ }).waitFor();
  await second.locator("main", { hasText: "Pourquoi elle est proposée" }).waitFor();
  await go(room, "/hub/operation/postures/sieges");
  assert.match(await text(room), /Pourquoi elle est proposée/);
  assert.match(await text(room), /constaté : 4/);
  await look(room, "posture-proposed", WIDE);
  step("what somebody types into its form outlives the news of others");
  await room.locator("#password").fill("presque toute une phrase");
  await room.locator("h1").click();
  await confirms(second, "salle-23-b");
  assert.match(await text(second), /une autre personne doit confirmer/);
  await room.waitForTimeout(2_000);
  assert.equal(await room.locator("#password").inputValue(), "presque toute une phrase");
  await go(room, "/hub/operation/postures/sieges");
  await look(second, "posture-asked-own", WIDE);
  await go(nation, "/hub/operation/postures/sieges");
  await look(nation, "posture-asked");
  await confirms(nation, "nation-1");
  assert.match(await text(nation), /Activ/);
  await look(nation, "posture-active", WIDE);

  step("the situation report, now and as it was");
  await go(room, "/hub/operation/situation");
  const now = await text(room);
  assert.match(now, /Garde renforcée des sièges/);
  assert.match(now, /EXERCICE/);
  await look(room, "situation", WIDE);
  await room.emulateMedia({ media: "print" });
  await look(room, "situation-print");
  await room.emulateMedia({ media: "screen" });

  step("a past moment, by the slider's keys and without a program");
  const range = room.locator("#to");
  await range.focus();
  await Promise.all([room.waitForURL(/[?&]to=\d+/), room.keyboard.press("PageDown")]);
  await room.locator(".replay").waitFor();
  assert.match(await text(room), /REJEU DE/);
  assert.match(await range.getAttribute("aria-valuetext"), /2[23]\/04 \d\d:\d\d/);
  await look(room, "replay", WIDE);
  const past = await sits({ script: false });
  await logIn(past, "audit");
  await go(past, "/hub/operation/situation?place=23&at=2017-04-23T03:10");
  assert.match(await text(past), /(REJEU DE|REPLAY OF) 2017-04-23 03:10/);
  assert.doesNotMatch(await text(past), /siège/, "nobody knew of it then");
  await go(past, "/hub/operation/map?place=23&at=2017-04-23T03:10");
  assert.match(await text(past), /REJEU DE/);

  step("closed, and in the journal");
  await go(room, incident);
  await opens(room, "Clore");
  await fills(room, { closing: "Éteint, deux personnes vues en fuite" });
  await room.locator("#closing").press("Enter");
  assert.match(await text(room), /Clos/);
  await go(room, "/hub/operation/journal");
  for (const kind of ["Incident signalé", "Incident vérifié", "Ordre envoyé", "Ordre lu", "Réparation du plan acceptée", "Posture proposée", "Posture activée", "Incident clos"]) {
    assert.match(await text(room), new RegExp(kind));
  }
  await look(room, "operation-journal", WIDE);
  for (const path of ["incidents", "stations", "postures", "wall", "feeds"]) {
    await go(room, `/hub/operation/${path}`);
    await look(room, `operation-${path}`, WIDE);
  }

  step("the same pages in English");
  const english = await sits({ lang: "en" });
  await logIn(english, "nation-2", "/hub/operation?place=23");
  for (const path of ["", "/map", "/incidents", "/units", "/postures/sieges", "/situation", "/timetable"]) {
    await go(english, `/hub/operation${path}?place=23`);
    if (path === "/map") await english.waitForSelector("[data-room-map][data-ready]");
    await look(english, `en${path.replaceAll("/", "-") || "-room"}`, WIDE);
  }

  step("another department sees nothing of it, a clerk sees no operation");
  const other = await sits();
  await logIn(other, "salle-24", "/hub/operation");
  assert.doesNotMatch(await text(other), /siège/, "another department");
  assert.equal((await go(other, incident)).status(), 403);
  assert.equal((await go(other, "/hub/operation?place=23")).status(), 403);
  assert.equal((await go(other, "/hub/operation/postures/sieges")).status(), 403);
  await look(other, "other-department");
  const clerk = await sits();
  await logIn(clerk, "gueret-a");
  for (const path of ["/hub/operation", incident, "/hub/operation/situation", "/hub/operation/journal.csv", "/hub/orders"]) {
    assert.equal((await go(clerk, path)).status(), 403, path);
  }
  const wall = await sits({ width: 1920, height: 1080 });
  await logIn(wall, "mur", "/hub/operation/wall");
  await look(wall, "operation-wall-screen", [1920, 3840]);
  assert.equal((await go(wall, "/hub/operation/prepare")).status(), 403);
});
