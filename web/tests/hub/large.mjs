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

  // A plan of the whole country: every twelve stations of a department a circuit, every five hundred
  // an area.
  await nation.evaluate(() => {
    const { map } = document.querySelector("[data-room-map]");
    const { x, y, department, count } = map.stations;
    const own = map.departments.map(() => []);
    for (let at = 0; at < count; at++) own[department[at]].push([x[at], y[at]]);
    const pieces = (points, size) => Array.from({ length: Math.ceil(points.length / size) }, (_, nth) => points.slice(nth * size, (nth + 1) * size));
    const sides = (points, nth) => [Math.min(...points.map((point) => point[nth])), Math.max(...points.map((point) => point[nth]))];
    const circuits = own.flatMap((points, at) => pieces(points, 12).map((line) => ({ department: map.departments[at].id, line })));
    const reserves = own.flatMap((points, at) => pieces(points, 500).map((some) => {
      const [[west, east], [north, south]] = [sides(some, 0), sides(some, 1)];
      const area = [[west, north], [east, north], [east, south], [west, south]];
      return { department: map.departments[at].id, x: some[0][0], y: some[0][1], crews: [["early", 1]], name: "", sites: some.length, area };
    }));
    map.plan({ circuits, reserves });
    Object.assign(map.layers, { circuits: true, areas: true });
  });
  step(`with circuits and areas of the whole country: ${told(await medianFrames(nation, "[data-room-map]", "near"))}`);
  await nation.evaluate(() => {
    const { map } = document.querySelector("[data-room-map]");
    map.all();
    while (!map.close()) map.zoom(1.1);
  });
  await look(nation, "large-plan", [1920]);
});
