// Puts the map that moves in the place of each picture.

import { said, words as wordsOf } from "../words.js";
import { read } from "./colours.js";
import { StationMap } from "./map.js";
import { bounds, boxPath, path, readOutlines } from "./outlines.js";
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
  steering(stage, map, told, names);
  nearby(folder, map);
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

function steering(stage, map, told, names) {
  const fingers = new Map();
  let moved = 0;
  const place = (event) => {
    const { left, top } = stage.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const under = async (x, y) => {
    const at = map.pick(x, y);
    if (at < 0 || map.mode === "none") {
      const department = map.departmentAt(x, y);
      told.textContent = department ? `${department.name}: ${stateText(map, department.state)}` : "";
      return department && `p/${department.id}.html`;
    }
    const it = (await names.of(map.stations.department[at])).get(at);
    told.textContent = `${it.name}, ${it.station}: ${stateText(map, map.states[at])}`;
    return pageOf(it);
  };
  stage.addEventListener("pointerdown", (event) => {
    stage.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, place(event));
    moved = 0;
  });
  stage.addEventListener("pointermove", (event) => {
    const [x, y] = place(event);
    const before = fingers.get(event.pointerId);
    if (!before) return void under(x, y);
    const others = [...fingers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    if (others.length) {
      const far = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]) || 1;
      map.zoom(far([x, y], others[0]) / far(before, others[0]), ...others[0]);
    } else {
      map.move(x - before[0], y - before[1]);
    }
    moved += Math.abs(x - before[0]) + Math.abs(y - before[1]);
    fingers.set(event.pointerId, [x, y]);
  });
  const lift = async (event) => {
    fingers.delete(event.pointerId);
    if (event.type !== "pointerup" || moved > 4) return;
    const href = await under(...place(event));
    if (href) location.href = href;
  };
  stage.addEventListener("pointerup", lift);
  stage.addEventListener("pointercancel", lift);
  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    map.zoom(Math.exp(-event.deltaY / 300), ...place(event));
  }, { passive: false });
  const keys = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
  stage.addEventListener("keydown", (event) => {
    if (keys[event.key]) map.move(...keys[event.key]);
    else if (event.key === "+") map.zoom(1.6);
    else if (event.key === "-") map.zoom(1 / 1.6);
    else if (event.key === "0") map.all();
    else return;
    event.preventDefault();
  });
}

/** The communes' outlines of the department in the middle, once it is near enough. */
function nearby(folder, map) {
  let shown = "";
  map.ondraw = async () => {
    if (map.scale < 0.06) return;
    const middle = map.departmentAt(map.land.clientWidth / 2, map.land.clientHeight / 2);
    if (!middle || middle.id === shown) return;
    shown = middle.id;
    const outlines = await bytes(`${folder}communes/${middle.id}.bin`).then(readOutlines, () => new Map());
    if (middle.id !== shown) return;
    map.communes = path([...outlines.values()].flat());
    map.ask();
  };
}
