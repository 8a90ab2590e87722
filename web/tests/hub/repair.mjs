// A morning of the operations rooms with a plan, in a browser: an incident that needs a crew, the plan
// repaired with the difference shown, accepted by keyboard, a pinned order that stays, and no script.
//
//   node repair.mjs PROGRAM [DIRECTORY FOR PICTURES]

import { strict as assert } from "node:assert";
import { begin } from "./night.mjs";
import { gather } from "./sitting.mjs";

const [program = process.env.VIGIE, shots] = process.argv.slice(2);
assert(program, "which vigie?");

const night = await begin(program, { clock: "2017-04-23T10:05:00+02:00", speed: 1, plan: true });
const { sits, look, go, here, press, text, step, logIn, journey } = await gather(night, shots);

const BOTH = [360, 1280];

/** Presses a key that the page offers, and waits for where it leads. */
async function key(page, name) {
  await Promise.all([page.waitForNavigation(), page.keyboard.press(name)]);
}

await journey(async () => {
  const room = await sits();
  await logIn(room, "salle-23", "/hub/operation/timetable");
  step("what the plan has each unit do, hour by hour");
  assert.match(await text(room), /Plan par unité/);
  assert(await room.locator("svg.lane rect.stop").count() > 10, "drawn stops");
  await look(room, "timetable", BOTH);
  const english = await sits({ script: false, lang: "en" });
  await logIn(english, "salle-24", "/hub/operation/timetable");
  assert.match(await text(english), /Plan by unit/);
  await look(english, "timetable-en", BOTH);
  await go(english, "/hub/operation/timetable?place=23");
  assert.match(await text(english), /E402/, "another department's plan");

  step("an incident that needs a crew: the difference, then the plan accepted");
  await go(room, "/hub/operation/report");
  await room.locator("#about").fill("23-096-0012");
  await room.locator("#source").fill("voisin");
  await room.locator("#text").fill("Attroupement devant l'école");
  await press(room);
  const incident = here(room);
  await key(room, "v");
  await key(room, "r");
  assert.equal(here(room), "/hub/operation/repair");
  await look(room, "repair-form", BOTH);
  await press(room);
  assert.match(here(room), /repairs\/\d+$/);
  const repair = here(room);
  assert.match(await text(room), /Ordres gardés[\s\S]*Accepter ce plan/);
  await look(room, "repair", BOTH);
  await key(room, "a");
  assert.match(await text(room), /Acceptée[\s\S]*Édition 2/);
  await look(room, "repair-accepted", BOTH);
  await go(room, "/hub/operation/timetable");
  assert.match(await text(room), /Édition 2/);
  await go(room, incident);

  step("a pinned order stays, and a lost unit is repaired around it, without a script");
  const plain = await sits({ script: false, lang: "en" });
  await logIn(plain, "salle-23-b", "/hub/operation/timetable");
  const unit = await plain.locator("table.timetable tbody tr").first().getAttribute("id");
  await plain.locator("table.timetable tbody tr button").first().press("Enter");
  assert(await plain.locator("tr.pinned").count() === 1, "pinned");
  await look(plain, "timetable-pinned", BOTH);
  await go(plain, `/hub/operation/timetable/${unit}`);
  await look(plain, "duties", BOTH);
  await go(plain, "/hub/operation/timetable");
  const lost = await plain.locator("table.timetable tbody tr:not(.pinned)").first().getAttribute("id");
  await go(plain, `/hub/operation/repair?unit=${lost}`);
  await look(plain, "repair-form-en", BOTH);
  await press(plain);
  assert.match(await text(plain), new RegExp(`${lost} is lost[\\s\\S]*pinned: ${unit}`));
  await look(plain, "repair-en", BOTH);
  await go(room, repair);
  assert.match(await text(room), /Acceptée/);
});
