// Puts the map that moves in the place of each picture.

import { said, words as wordsOf } from "../words.js";
import { read } from "./colours.js";
import { steer } from "./gestures.js";
import { StationMap } from "./map.js";
import { bounds, boxPath, communesNearby, path, readOutlines } from "./outlines.js";
import { readStations } from "./stations.js";
import { stationTable } from "./table.js";

const words = wordsOf();
const bytes = async (url) => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.arrayBuffer();
};

for (const section of document.querySelectorAll("[data-map].mapping")) {
  mapping(section).catch((error) => section.append(String(error.message)));
}

async function mapping(section) {
  const folder = section.dataset.map;
  const own = `${folder}round-${section.dataset.round}/`;
  const [outlines, stations, states, legend] = await Promise.all([
    bytes(`${folder}departments.bin`).then(readOutlines),
    bytes(`${folder}stations.bin`).then(readStations),
    bytes(`${own}state.bin`).then((buffer) => new Uint8Array(buffer)),
    fetch(`${own}map.json`).then((answer) => answer.json()),
  ]);
  const departments = legend.departments.map(([id, name, state, box]) => {
    const rings = outlines.get(id);
    if (rings) return { id, name, state, path: path(rings), bounds: bounds(rings) };
    const [x, y, width, height] = box;
    return { id, name, state, box, path: boxPath(box), bounds: [x, y, x + width, y + height] };
  });
  const figure = section.querySelector("figure");
  const stage = document.createElement("div");
  stage.className = "map stage";
  stage.tabIndex = 0;
  stage.setAttribute("role", "img");
  stage.setAttribute("aria-label", words.canvas);
  figure.querySelector("img").replaceWith(stage);
  const map = new StationMap(stage, { ...legend, departments, stations, states });
  const names = new Names(folder, map);
  section.insertBefore(controls(map), figure);
  section.append(stationTable(departments, words, (department) => rows(names, map, department)));
  const told = stage.appendChild(document.createElement("p"));
  told.className = "told";
  steer(stage, map, under(map, told, names));
  communesNearby(map, (id) => bytes(`${folder}communes/${id}.bin`));
  new ResizeObserver(() => { map.resize(); map.ask(); }).observe(stage);
  section.dataset.ready = "";
  section.map = map;
}

/** The names of stations, department by department, read when they are asked for. */
class Names {
  constructor(folder, map) {
    Object.assign(this, { folder, map, files: new Map() });
  }

  of(department) {
    if (!this.files.has(department)) {
      const id = this.map.departments[department].id;
      const file = fetch(`${this.folder}stations/${id}.json`).then((answer) => answer.json()).then((communes) => {
        const flat = communes.flatMap(([commune, name, its]) => its.map((station) => ({ station, commune, name })));
        flat.sort((a, b) => (a.station < b.station ? -1 : 1));
        const positions = new Map();
        this.map.stations.department.forEach((own, at) => { if (own === department) positions.set(at, flat[positions.size]); });
        return positions;
      });
      this.files.set(department, file);
    }
    return this.files.get(department);
  }
}

const stateText = (map, state) => {
  const { candidate, lead, other } = read(state);
  return other ? words[other] : `${said(words.leads, map.candidates[candidate][0])}, ${words.lead[lead]}`;
};
const pageOf = ({ commune, station }) => `p/${commune}.html#s-${station}`;

async function rows(names, map, department) {
  const positions = await names.of(department);
  return [...positions].map(([at, it]) => [it.station, it.name, pageOf(it), stateText(map, map.states[at])]);
}

function controls(map) {
  const box = document.createElement("div");
  box.className = "controls";
  const label = box.appendChild(document.createElement("label"));
  label.textContent = `${words.symbols} `;
  const choice = label.appendChild(document.createElement("select"));
  for (const mode of ["same", "size", "none"]) choice.append(new Option(words[mode], mode));
  choice.addEventListener("change", () => { map.mode = choice.value; map.ask(); });
  const button = (text, act) => {
    const button = box.appendChild(document.createElement("button"));
    button.type = "button";
    button.className = "plain";
    button.textContent = text;
    button.addEventListener("click", act);
  };
  button(words.zoomIn, () => map.zoom(1.6));
  button(words.zoomOut, () => map.zoom(1 / 1.6));
  button(words.zoomAll, () => map.all());
  return box;
}

/** Says what is there, and gives the page of it. */
function under(map, told, names) {
  let asked = 0;
  return async (x, y) => {
    const own = ++asked;
    const at = map.pick(x, y);
    if (at < 0 || map.mode === "none") {
      const department = map.departmentAt(x, y);
      told.textContent = department ? `${department.name}: ${stateText(map, department.state)}` : "";
      return department && `p/${department.id}.html`;
    }
    const it = (await names.of(map.stations.department[at])).get(at);
    // The pointer may be elsewhere by the time the names are here.
    if (own === asked) told.textContent = `${it.name}, ${it.station}: ${stateText(map, map.states[at])}`;
    return pageOf(it);
  };
}
