// The map of the operation with a whole country: when the first picture is there, and how long a
// frame takes. Its figures are for BENCHMARKS.md.
//
//   node large.mjs PROGRAM ELECTION-DIRECTORY [DIRECTORY FOR PICTURES]
//
// The directory holds election.toml, places, venues and stations of a country; it is copied.

import { strict as assert } from "node:assert";
import { median, medianFrames, sinceStart, told } from "../frames.mjs";
import { begin } from "./night.mjs";
import { gather } from "./sitting.mjs";

const [program, country, shots] = process.argv.slice(2);
assert(program && country, "which vigie, which country?");

const night = await begin(program, { clock: "2017-04-23T08:25:00+02:00", speed: 1, country });
const { sits, look, go, step, logIn, journey } = await gather(night, shots);

await journey(async () => {
  const nation = await sits({ width: 1920, height: 1080 });
  await logIn(nation, "nation-1", "/hub/operation/map");
  const firsts = [];
  for (let nth = 0; nth < 3; nth++) {
    await go(nation, "/hub/operation/map");
    await nation.waitForSelector("[data-room-map][data-ready]");
    firsts.push(await sinceStart(nation));
  }
  await look(nation, "large", [360, 1920]);
  const frames = await medianFrames(nation, "[data-room-map]", "near");
  const { stations, drawn } = await nation.evaluate(() => {
    const { map } = document.querySelector("[data-room-map]");
    return { stations: map.stations.count, drawn: map.unlike.length };
  });
  step(`${stations} stations, ${drawn} of them not as they should be; first picture ${median(firsts).toFixed(0)} ms; median frame: ${told(frames)}`);
  await look(nation, "large-near", [1920]);
});
