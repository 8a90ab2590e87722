// The map of the operation with a whole country: when the first picture is there, and how long a
// frame takes. Its figures are for BENCHMARKS.md.
//
//   node large.mjs PROGRAM ELECTION-DIRECTORY [DIRECTORY FOR PICTURES]
//
// The directory holds election.toml, places, venues and stations of a country; it is copied.

import { strict as assert } from "node:assert";
import { begin } from "./night.mjs";
import { gather } from "./sitting.mjs";

const [program, country, shots] = process.argv.slice(2);
assert(program && country, "which vigie, which country?");

const night = await begin(program, { clock: "2017-04-23T08:25:00+02:00", speed: 1, country });
const { sits, look, go, step, logIn, journey } = await gather(night, shots);
const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

await journey(async () => {
  const nation = await sits({ width: 1920, height: 1080 });
  await logIn(nation, "nation-1", "/hub/operation/map");
  const firsts = [];
  for (let nth = 0; nth < 3; nth++) {
    await go(nation, "/hub/operation/map");
    await nation.waitForSelector("[data-room-map][data-ready]");
    firsts.push(await nation.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))));
  }
  await look(nation, "large", [360, 1920]);
  const frames = await nation.evaluate(async () => {
    const { map } = document.querySelector("[data-room-map]");
    const frame = () => new Promise(requestAnimationFrame);
    const time = async (steps, act) => {
      const drawn = [], between = [];
      let last = await frame();
      for (let nth = 0; nth < steps; nth++) {
        act(nth);
        const start = performance.now();
        cancelAnimationFrame(map.asked);
        map.asked = undefined;
        map.draw();
        drawn.push(performance.now() - start);
        const now = await frame();
        between.push(now - last);
        last = now;
      }
      return [drawn, between];
    };
    map.all();
    const pan = await time(90, (nth) => map.move(nth % 2 ? 7 : -5, nth % 3 ? 3 : -4));
    map.all();
    const zoom = await time(60, (nth) => map.zoom(nth < 30 ? 1.12 : 1 / 1.12));
    map.all();
    while (!map.near()) map.zoom(1.3);
    const near = await time(60, (nth) => map.move(nth % 2 ? 7 : -5, nth % 3 ? 3 : -4));
    return { pan, zoom, near, stations: map.stations.count, drawn: map.unlike.length };
  });
  const { stations, drawn, ...each } = frames;
  step(`${stations} stations, ${drawn} of them not as they should be; first picture ${median(firsts).toFixed(0)} ms; median frame: `
    + Object.entries(each).map(([name, [own, between]]) => `${name} ${median(own).toFixed(1)} ms drawn, ${median(between).toFixed(1)} ms apart`).join("; "));
  await look(nation, "large-near", [1920]);
});
