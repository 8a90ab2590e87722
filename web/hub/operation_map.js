// The map of the operation: the public map's two canvases, with the stations of the day, incidents,
// units and the threat. Every state has a shape of its own; colour says it again.

import { steer } from "./gestures.js";
import { StationMap } from "./map.js";
import { bounds, boxPath, communesNearby, path, readOutlines } from "./outlines.js";
import { readStations } from "./stations.js";

export const WORDS = {
  fr: {
    canvas: "Carte des opérations. Flèches : déplacer ; + et − : agrandir, réduire ; 0 : tout voir ; Page suivante et précédente : d'un incident ou d'une unité à l'autre ; Entrée : ouvrir.",
    layers: "Couches", stations: "bureaux", incidents: "incidents", units: "unités", threats: "menace", circuits: "circuits du plan", areas: "secteurs d'intervention",
    zoomIn: "Agrandir", zoomOut: "Réduire", zoomAll: "Tout voir", legend: "Légende", threat: "menace {} sur 5",
    states: ["", "attendu", "installé", "ouvert", "fermé, ou résultat reçu", "participation inhabituelle", "sans nouvelle"],
    severities: { critical: "incident critique", serious: "incident grave", minor: "incident mineur" },
    available: "unité libre", "en-route": "unité en route", "on-site": "unité sur place", old: "position ancienne", unsure: "creux, « ? » : incident pas encore vérifié", oldUnit: "creux : position ancienne",
    darker: "département : {} % de ses bureaux ou plus sans nouvelle", level: "« 3/5 » : niveau de menace du lieu",
    table: "Les mêmes choses en tableau", chosen: "Tableau", what: "Quoi", where: "Où ou qui", state: "État",
    page: "Page {} sur {}", next: "Suivante", previous: "Précédente", none: "Rien.",
    counted: "{} : {} bureaux, {} sans nouvelle, {} participations inhabituelles, menace {} sur 5", failed: "La carte n'a pu être lue ({}).",
    circuit: "circuit", area: "réserve et ce qu'elle atteint à temps", reserve: "Réserve de {} : {} ; atteint {} sites dans les délais promis", crews: "{} {} équipages",
    plan: "Les circuits et les secteurs d'intervention sont dessinés de près.",
    near: "De loin, seuls les bureaux sans nouvelle ou à la participation inhabituelle sont dessinés ; tous le sont de près.",
  },
  en: {
    canvas: "Operations map. Arrows: move; + and −: zoom in and out; 0: see all; Page down and up: from one incident or unit to the next; Enter: open.",
    layers: "Layers", stations: "stations", incidents: "incidents", units: "units", threats: "threat", circuits: "circuits of the plan", areas: "response areas",
    zoomIn: "Zoom in", zoomOut: "Zoom out", zoomAll: "See all", legend: "Legend", threat: "threat {} of 5",
    states: ["", "expected", "installed", "open", "closed, or report in", "unusual turnout", "without news"],
    severities: { critical: "critical incident", serious: "serious incident", minor: "minor incident" },
    available: "unit available", "en-route": "unit on the way", "on-site": "unit on site", old: "old position", unsure: "hollow, “?”: incident not verified yet", oldUnit: "hollow: old position",
    darker: "department: {}% of its stations or more without news", level: "“3/5”: threat level of the place",
    table: "The same things as a table", chosen: "Table", what: "What", where: "Where or who", state: "State",
    page: "Page {} of {}", next: "Next", previous: "Previous", none: "Nothing.",
    counted: "{}: {} stations, {} without news, {} unusual turnouts, threat {} of 5", failed: "The map could not be read ({}).",
    circuit: "circuit", area: "reserve and what it reaches in time", reserve: "Reserve of {}: {}; reaches {} sites within the promised time", crews: "{} {} crews",
    plan: "Circuits and response areas are drawn from near.",
    near: "From afar only stations without news or with an unusual turnout are drawn; all of them are from near.",
  },
};
const words = WORDS[document.documentElement?.lang] ?? WORDS.fr;
const said = (text, ...values) => values.reduce((text, value) => text.replace("{}", value), text);

// The bytes of the picture, as `operation/map.rs` numbers them.
const ELSEWHERE = 0, UNUSUAL = 5, SILENT = 6;
const COLOURS = ["#ffffff", "#8a939e", "#7a5c00", "#1c6b2c", "#41505f", "#7b3f9d", "#c2410c"];
const SHAPES = ["none", "dot", "ring", "disc", "square", "diamond", "triangle"];
const SEVERITIES = { critical: "#a01515", serious: "#b85c00", minor: "#6b5a00" };
const UNIT = "#0b5394";
const CIRCUIT = "#00695c", RESERVE = "#5b2a86";
// Up to how many metres a pixel the plan is drawn: a department is some hundreds of pixels wide.
const PLANNED = 350;
// Shares of silent stations, in thousandths, from which a department is darker.
const DARKER = [[100, "#f3b48c"], [20, "#f8d2b6"], [1, "#fce9da"]];
const GROUND = "#eef1f4", OUTSIDE = "#dfe3e8";
// From 1:1,000,000, all stations: a pixel of the page is 0.2646 mm.
const ALL_FROM = 1_000_000 * 0.0002646;
// From how many pixels a unit of the sheet on stations have a shape drawn with a line around it.
const DRAWN = 0.12;
const HEAD = 12;
const ROWS = 50;
const STALE = 10_000;

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const pixel = ([red, green, blue]) => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/** Whether a shape covers a point; both from -1 to 1. */
const COVERS = {
  none: () => false,
  dot: (x, y) => Math.hypot(x, y) < 0.6,
  ring: (x, y) => Math.hypot(x, y) <= 1 && Math.hypot(x, y) > 0.5,
  disc: (x, y) => Math.hypot(x, y) <= 1,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) <= 0.85,
  diamond: (x, y) => Math.abs(x) + Math.abs(y) <= 1.1,
  triangle: (x, y) => y <= 0.9 && Math.abs(x) <= (y + 1) * 0.6,
};

const OUTLINES = {
  none: () => {},
  dot: (path, x, y, r) => { path.moveTo(x + r * 0.6, y); path.arc(x, y, r * 0.6, 0, 7); },
  ring: (path, x, y, r) => { path.moveTo(x + r, y); path.arc(x, y, r, 0, 7); path.moveTo(x + r / 2, y); path.arc(x, y, r / 2, 7, 0, true); },
  disc: (path, x, y, r) => { path.moveTo(x + r, y); path.arc(x, y, r, 0, 7); },
  square: (path, x, y, r) => path.rect(x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7),
  diamond: (path, x, y, r) => corners(path, [[x, y - r * 1.2], [x + r * 1.2, y], [x, y + r * 1.2], [x - r * 1.2, y]]),
  triangle: (path, x, y, r) => corners(path, [[x, y - r], [x + r * 1.1, y + r * 0.9], [x - r * 1.1, y + r * 0.9]]),
  house: (path, x, y, r) => corners(path, [[x, y - r * 1.1], [x + r, y - r * 0.2], [x + r, y + r], [x - r, y + r], [x - r, y - r * 0.2]]),
  line: (path, x, y, r) => { path.moveTo(x - r, y + r * 0.5); path.lineTo(x + r, y - r * 0.5); },
  hexagon: (path, x, y, r) => corners(path, [0, 1, 2, 3, 4, 5].map((nth) => [x + r * Math.sin((nth * Math.PI) / 3), y - r * Math.cos((nth * Math.PI) / 3)])),
  arrow: (path, x, y, r) => corners(path, [[x + r * 1.2, y], [x - r, y + r], [x - r * 0.4, y], [x - r, y - r]]),
};
const UNITS = { available: "house", "en-route": "arrow", "on-site": "square" };

function corners(path, points) {
  points.forEach(([x, y], at) => (at ? path.lineTo(x, y) : path.moveTo(x, y)));
  path.closePath();
}

/** Reads the layout of `operation/map.rs`. */
export function readPicture(buffer) {
  if (new TextDecoder().decode(new Uint8Array(buffer, 0, 6)) !== "VOPS1\n") throw new Error("not a picture");
  const length = new DataView(buffer).getUint32(8, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, HEAD, length)));
  return { ...head, states: new Uint8Array(buffer, HEAD + length) };
}

class RoomMap extends StationMap {
  constructor(stage, data) {
    // Field by field: a name of the picture's must not hide a method.
    const { stations, states, departments, width, height, metres } = data;
    super(stage, { stations, states, departments, width, height, metres, candidates: [] });
    this.packed = Uint32Array.from(COLOURS, (hex) => pixel(rgb(hex)));
    this.layers = { stations: true, incidents: true, units: true, threats: true };
    this.planned = [];
    this.reserves = [];
    this.stamps = new Map();
    this.show(data);
  }

  /** Puts another picture in the place of the one shown. */
  show({ states, departments, incidents, units }) {
    Object.assign(this, { states, departments, incidents, units, kept: undefined });
    const [all, unlike] = [[], []];
    for (const [at, state] of states.entries()) {
      if (state !== ELSEWHERE) all.push(at);
      if (state >= UNUSUAL) unlike.push(at);
    }
    const worseLast = (a, b) => states[a] - states[b] || a - b;
    this.everything = Uint32Array.from(all).sort(worseLast);
    this.unlike = Uint32Array.from(unlike).sort(worseLast);
    this.ask();
  }

  /** Puts the plan's lines in their place: what belongs to a department is one path, drawn or not. */
  plan({ circuits, reserves }) {
    const own = new Map();
    const of = (department) => {
      if (!own.has(department)) own.set(department, { lines: new Path2D(), areas: new Path2D() });
      return own.get(department);
    };
    for (const { department, line } of circuits) corners(of(department).lines, line);
    for (const { department, area } of reserves) if (area.length > 2) corners(of(department).areas, area);
    const bounds = new Map(this.departments.map((one) => [one.id, one.bounds]));
    this.planned = [...own].map(([id, paths]) => ({ ...paths, bounds: bounds.get(id) })).filter(({ bounds }) => bounds);
    this.reserves = reserves;
    this.ask();
  }

  /** Whether the plan's layers are drawn. */
  close() {
    return (this.metres * this.dense) / this.scale <= PLANNED;
  }

  /** Whether all stations are drawn, and not only those that are not as they should be. */
  near() {
    return this.metres > 0 && (this.metres * this.dense) / this.scale <= ALL_FROM;
  }

  ground({ stations, silent }) {
    if (!stations) return OUTSIDE;
    const share = (1000 * silent) / stations;
    return DARKER.find(([from]) => share >= from)?.[1] ?? GROUND;
  }

  draw() {
    // Held by the one who is first at the pixels: nothing is drawn of a layer that is off.
    this.mode = "same";
    this.order = !this.layers.stations ? [] : this.near() ? this.everything : this.unlike;
    super.draw();
    this.drawThings();
  }

  /** The pixels of a shape of so many pixels, as offsets from its middle. */
  stamp(shape, side) {
    const key = `${shape} ${side}`;
    if (!this.stamps.has(key)) {
      const own = [];
      const half = (side - 1) / 2;
      for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) {
        if (COVERS[shape]((x - half) / (half || 1), (y - half) / (half || 1))) own.push([x - Math.floor(half), y - Math.floor(half)]);
      }
      this.stamps.set(key, own);
    }
    return this.stamps.get(key);
  }

  drawSquares() {
    const { width, height } = this.points;
    const { x, y } = this.stations;
    const { words, packed, states, scale } = this;
    words.fill(0);
    const side = Math.max(5, 2 * Math.round(this.radius(0)) + 3);
    const stamps = SHAPES.map((shape) => Int32Array.from(this.stamp(shape, side), ([right, down]) => down * width + right));
    const half = Math.ceil(side / 2);
    for (const at of this.order) {
      const left = Math.round((x[at] - this.left) * scale);
      const top = Math.round((y[at] - this.top) * scale);
      if (left < half || top < half || left + half >= width || top + half >= height) continue;
      const [colour, middle] = [packed[states[at]], top * width + left];
      const stamp = stamps[states[at]];
      for (let nth = 0; nth < stamp.length; nth++) words[middle + stamp[nth]] = colour;
    }
    this.points.getContext("2d").putImageData(this.pixels, 0, 0);
  }

  drawDiscs() {
    const context = this.points.getContext("2d");
    const { width, height } = this.points;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    const paths = SHAPES.map(() => new Path2D());
    if (this.layers.stations) {
      for (const at of this.grid.within(this.left, this.top, this.left + width / this.scale, this.top + height / this.scale)) {
        const state = this.states[at];
        if (state < UNUSUAL && !this.near()) continue;
        OUTLINES[SHAPES[state]](paths[state], ...this.on(this.stations.x[at], this.stations.y[at]), this.radius(at));
      }
    }
    context.strokeStyle = "#fff";
    context.lineWidth = this.dense * 0.75;
    for (const [state, path] of paths.entries()) {
      context.fillStyle = COLOURS[state];
      context.stroke(path);
      context.fill(path);
    }
  }

  /** Brings a point of the sheet into the middle. */
  centre(x, y) {
    this.left = x - this.land.width / 2 / this.scale;
    this.top = y - this.land.height / 2 / this.scale;
  }

  /** A point of the sheet in pixels. */
  on(x, y) {
    return [(x - this.left) * this.scale, (y - this.top) * this.scale];
  }

  drawThings() {
    const context = this.points.getContext("2d");
    this.drawPlan(context);
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (this.layers.threats) this.drawThreats(context);
    if (this.layers.units) for (const unit of this.units) this.drawUnit(context, unit);
    if (this.layers.incidents) for (const incident of [...this.incidents].reverse()) this.drawIncident(context, incident);
  }

  drawPlan(context) {
    if (!this.close() || !(this.layers.circuits || this.layers.areas)) return;
    const [width, height] = [this.points.width / this.scale, this.points.height / this.scale];
    const seen = ({ bounds: [west, north, east, south] }) => east >= this.left && west <= this.left + width && south >= this.top && north <= this.top + height;
    context.setTransform(this.scale, 0, 0, this.scale, -this.left * this.scale, -this.top * this.scale);
    // A line of one pixel is drawn in a tenth of the time of a wider one, and none is filled: the
    // plan of a region must not hold up a frame.
    context.lineWidth = 1 / this.scale;
    for (const { lines, areas } of this.planned.filter(seen)) {
      context.strokeStyle = RESERVE;
      if (this.layers.areas) context.stroke(areas);
      context.strokeStyle = CIRCUIT;
      if (this.layers.circuits) context.stroke(lines);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (this.layers.areas) for (const reserve of this.reserves) this.drawReserve(context, reserve);
  }

  drawReserve(context, reserve) {
    const [x, y] = this.on(reserve.x, reserve.y);
    if (x < 0 || y < 0 || x > this.points.width || y > this.points.height) return;
    const path = new Path2D();
    OUTLINES.hexagon(path, x, y, 8 * this.dense);
    [context.strokeStyle, context.lineWidth, context.fillStyle] = ["#fff", 2 * this.dense, RESERVE];
    context.stroke(path);
    context.fill(path);
    context.fillStyle = "#fff";
    context.font = `700 ${10 * this.dense}px system-ui, sans-serif`;
    [context.textAlign, context.textBaseline] = ["center", "middle"];
    context.fillText("R", x, y);
  }

  drawThreats(context) {
    const size = 12 * this.dense;
    context.font = `700 ${size}px system-ui, sans-serif`;
    [context.textAlign, context.textBaseline] = ["center", "middle"];
    for (const { level, bounds: [west, north, east, south] } of this.departments) {
      if (level < 3) continue;
      const [x, y] = this.on((west + east) / 2, (north + south) / 2);
      const path = new Path2D();
      path.roundRect(x - size * 1.1, y - size * 0.8, size * 2.2, size * 1.6, 3 * this.dense);
      context.fillStyle = "#fff";
      context.fill(path);
      context.strokeStyle = context.fillStyle = "#161b22";
      context.lineWidth = this.dense * (level - 2);
      context.stroke(path);
      context.fillText(`${level}/5`, x, y);
    }
  }

  drawUnit(context, unit) {
    const path = new Path2D();
    OUTLINES[UNITS[unit.state]](path, ...this.on(unit.x, unit.y), 7 * this.dense);
    context.lineWidth = this.dense * 2;
    context.strokeStyle = unit === this.chosen ? "#000" : "#fff";
    context.stroke(path);
    context.fillStyle = unit.old ? "#fff" : UNIT;
    context.fill(path);
    context.lineWidth = this.dense;
    context.strokeStyle = unit.old ? UNIT : "#fff";
    context.stroke(path);
  }

  drawIncident(context, incident) {
    const [x, y] = this.on(incident.x, incident.y);
    const size = { critical: 11, serious: 9, minor: 7 }[incident.severity] * this.dense;
    const colour = SEVERITIES[incident.severity];
    const sure = incident.state !== "reported";
    const path = new Path2D();
    OUTLINES.diamond(path, x, y, size);
    context.lineWidth = this.dense * (incident === this.chosen ? 6 : 4);
    context.strokeStyle = incident === this.chosen ? "#000" : "#fff";
    context.stroke(path);
    context.fillStyle = sure ? colour : "#fff";
    context.fill(path);
    context.lineWidth = this.dense * 2;
    context.strokeStyle = colour;
    context.stroke(path);
    context.fillStyle = sure ? "#fff" : colour;
    context.font = `700 ${size * 1.3}px system-ui, sans-serif`;
    [context.textAlign, context.textBaseline] = ["center", "middle"];
    context.fillText(sure ? "!" : "?", x, y);
  }

  /** The incident or unit under a point of the page. */
  thing(x, y) {
    const [px, py] = [x * this.dense, y * this.dense];
    const close = (thing) => {
      const [tx, ty] = this.on(thing.x, thing.y);
      return Math.hypot(tx - px, ty - py) < 13 * this.dense;
    };
    return (this.layers.incidents && this.incidents.find(close)) || (this.layers.units && this.units.find(close))
      || (this.layers.areas && this.close() && this.reserves.find(close)) || undefined;
  }
}

const bytes = async (url, headers = {}) => {
  const answer = await fetch(url, { headers, redirect: "error" });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.arrayBuffer();
};

const make = (parent, name, text = "") => {
  const element = parent.appendChild(document.createElement(name));
  element.textContent = text;
  return element;
};

const textOf = (thing) => thing.crews ? said(words.reserve, thing.name, thing.crews.map(([shift, crews]) => said(words.crews, shift, crews)).join(", "), thing.sites) : thing.number
  ? `n° ${thing.number} · ${thing.title} · ${thing.grade} · ${thing.stage}`
  : `${thing.title} · ${thing.force} · ${thing.stage}${thing.old ? ` · ${words.old}` : ""}`;
const pageOf = (thing) => thing.crews ? "/hub/operation/timetable" : (thing.number ? `/hub/operation/incidents/${thing.number}` : "/hub/operation/units");

async function begin(section) {
  const folder = section.dataset.roomMap;
  const picture = (headers) => bytes(`${folder}picture?${section.dataset.query}`, headers).then(readPicture);
  const [outlines, stations, first] = await Promise.all([
    bytes(`${folder}departments.bin`).then(readOutlines), bytes(`${folder}stations.bin`).then(readStations), picture(),
  ]);
  const places = new Map();
  const placed = (picture) => ({
    ...picture,
    departments: picture.departments.map(([id, name, box, stations, silent, unusual, level]) => {
      if (!places.has(id)) places.set(id, ground(outlines.get(id), box));
      return { id, name, stations, silent, unusual, level, box, ...places.get(id) };
    }),
  });
  const stage = document.createElement("div");
  stage.className = "stage";
  stage.tabIndex = 0;
  stage.setAttribute("role", "application");
  stage.setAttribute("aria-label", words.canvas);
  section.querySelector("p.hint")?.remove();
  const bar = make(section, "div");
  section.append(stage);
  const map = new RoomMap(stage, { ...placed(first), stations });
  const names = namesOf(folder);
  const planned = planOf(section, map);
  await planned(first.plan);
  controls(bar, map);
  const told = make(section, "p");
  told.className = "told";
  told.setAttribute("role", "status");
  legend(section, map);
  const table = tableOf(section, map, names);
  steer(stage, map, under(map, told, names, section.dataset.round), steps(map, told));
  communesNearby(map, (id) => bytes(`${folder}${id}.bin`));
  home(map);
  // Until somebody steers, the place fills whatever room there is.
  let steered = false;
  for (const kind of ["pointerdown", "wheel", "keydown", "click"]) section.addEventListener(kind, () => (steered = true), { passive: true });
  new ResizeObserver(() => {
    const { width, height } = map.land;
    const middle = [map.left + width / 2 / map.scale, map.top + height / 2 / map.scale];
    map.resize();
    if (steered) map.centre(...middle);
    else home(map);
    map.ask();
  }).observe(stage);
  let asking = false, drawn = performance.now();
  section.addEventListener("news", async () => {
    if (asking || document.hidden) return;
    asking = true;
    try {
      const now = await picture({ "x-vigie-renews": "1" });
      map.show(placed(now));
      await planned(now.plan);
      drawn = performance.now();
      table();
    } finally {
      asking = false;
      if (performance.now() - drawn > STALE) stage.classList.add("stale");
      else stage.classList.remove("stale");
    }
  });
  section.dataset.ready = "";
  section.map = map;
}

/** Reads the plan's lines, again when another edition stands; without a plan there are no switches. */
function planOf(section, map) {
  let edition;
  return async (stands) => {
    if (stands === edition) return;
    edition = stands;
    const answer = await fetch(`${section.dataset.roomMap}plan?${section.dataset.query}`, { redirect: "error" });
    if (!answer.ok) return;
    map.plan(await answer.json());
    map.layers.circuits ??= true;
    map.layers.areas ??= false;
  };
}

/** What has been laid out of a department stays: only figures change. */
function ground(rings, box) {
  if (rings) return { path: path(rings), bounds: bounds(rings) };
  const [x, y, width, height] = box;
  return { path: boxPath(box), bounds: [x, y, x + width, y + height] };
}

/** Fits the departments of one's own place. */
function home(map) {
  const own = map.departments.filter(({ stations }) => stations);
  if (!own.length || own.length > map.departments.length / 2) return void map.all();
  const side = (nth, pick) => pick(...own.map(({ bounds }) => bounds[nth]));
  map.fit([side(0, Math.min), side(1, Math.min), side(2, Math.max), side(3, Math.max)]);
}

/** Identifier and name of stations by their number, read department by department. */
function namesOf(folder) {
  const files = new Map();
  return (department) => {
    if (!files.has(department)) {
      files.set(department, fetch(`${folder}${department}.json`).then((answer) => answer.json())
        .then((lines) => new Map(lines.map(([at, id, name]) => [at, { id, name }]))));
    }
    return files.get(department);
  };
}

function controls(bar, map) {
  bar.className = "controls";
  const group = make(bar, "fieldset");
  make(group, "legend", words.layers).className = "sr";
  for (const layer of Object.keys(map.layers)) {
    const label = make(group, "label");
    const box = make(label, "input");
    box.type = "checkbox";
    box.checked = map.layers[layer];
    box.addEventListener("change", () => { map.layers[layer] = box.checked; map.ask(); });
    label.append(` ${words[layer]}`);
  }
  for (const [text, act] of [["zoomIn", () => map.zoom(1.6)], ["zoomOut", () => map.zoom(1 / 1.6)], ["zoomAll", () => map.all()]]) {
    const button = make(bar, "button", words[text]);
    button.type = "button";
    button.className = "small second";
    button.addEventListener("click", act);
  }
}

/** Every sign with its meaning, drawn as the map draws it. */
function legend(section, map) {
  const list = make(section, "ul");
  list.className = "legend";
  const line = (text, shape, fill, around = "#fff") => {
    const item = make(list, "li");
    const canvas = make(item, "canvas");
    [canvas.width, canvas.height] = [36, 36];
    const [context, path] = [canvas.getContext("2d"), new Path2D()];
    OUTLINES[shape](path, 18, 18, 12);
    [context.fillStyle, context.strokeStyle, context.lineWidth] = [fill, around, 2];
    context.stroke(path);
    context.fill(path);
    item.append(` ${text}`);
  };
  for (const state of [SILENT, UNUSUAL, 4, 3, 2, 1]) line(words.states[state], SHAPES[state], COLOURS[state]);
  for (const [severity, colour] of Object.entries(SEVERITIES)) line(words.severities[severity], "diamond", colour, colour);
  line(words.unsure, "diamond", "#fff", SEVERITIES.critical);
  for (const [state, shape] of Object.entries(UNITS)) line(words[state], shape, UNIT);
  line(words.oldUnit, "house", "#fff", UNIT);
  for (const [least, colour] of DARKER) line(said(words.darker, least / 10), "square", colour, "#5c6670");
  line(words.level, "square", "#fff", "#161b22");
  if (map.layers.circuits !== undefined) {
    line(words.circuit, "line", CIRCUIT, CIRCUIT);
    line(words.area, "hexagon", RESERVE, RESERVE);
  }
  make(section, "p", map.layers.circuits === undefined ? words.near : `${words.near} ${words.plan}`).className = "hint";
}

/** Says what is there, and gives the page of it. */
function under(map, told, names, round) {
  let asked = 0;
  return async (x, y) => {
    const own = ++asked;
    const thing = map.thing(x, y);
    if (thing) {
      told.textContent = textOf(thing);
      return pageOf(thing);
    }
    const at = map.pick(x, y);
    const department = map.departmentAt(x, y);
    const shown = at >= 0 && map.layers.stations && (map.states[at] >= UNUSUAL || (map.near() && map.states[at] !== ELSEWHERE));
    if (shown) {
      const it = (await names(map.departments[map.stations.department[at]].id)).get(at);
      // The pointer may be elsewhere by the time the names are here.
      if (own === asked) told.textContent = `${it.name} (${it.id}) · ${words.states[map.states[at]]}`;
      return `/hub/operation/days/${round}/${it.id}`;
    }
    told.textContent = department?.stations ? said(words.counted, department.name, department.stations, department.silent, department.unusual, department.level) : "";
    return department?.stations && `/hub/operation?place=${department.id}&round=${round}`;
  };
}

/** From one incident or unit to the next, and to the page of the one chosen. */
function steps(map, told) {
  const step = (by) => {
    const things = [...map.incidents, ...map.units];
    if (!things.length) return void (told.textContent = words.none);
    const now = things.findIndex((thing) => textOf(thing) === (map.chosen && textOf(map.chosen)));
    map.chosen = things[(now + by + things.length + (now < 0 && by < 0 ? 1 : 0)) % things.length];
    map.centre(map.chosen.x, map.chosen.y);
    told.textContent = textOf(map.chosen);
    map.ask();
  };
  return {
    PageDown: () => step(1), PageUp: () => step(-1),
    Enter: () => { if (map.chosen) location.href = pageOf(map.chosen); },
  };
}

/** The same things as a table, page by page. */
function tableOf(section, map, names) {
  const box = make(section, "details");
  make(box, "summary", words.table);
  const bar = make(box, "div");
  bar.className = "controls";
  const label = make(bar, "label", `${words.chosen} `);
  const choice = make(label, "select");
  for (const what of ["incidents", "units"]) choice.append(new Option(words[what], what));
  for (const { id, name, stations } of map.departments) if (stations) choice.append(new Option(`${words.stations} ${id} ${name}`, id));
  const [back, on] = [words.previous, words.next].map((text) => {
    const button = make(bar, "button", text);
    button.type = "button";
    button.className = "small second";
    return button;
  });
  const told = make(box, "p");
  told.setAttribute("role", "status");
  const scroll = make(box, "div");
  scroll.className = "scroll";
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", words.table);
  const table = make(scroll, "table");
  table.className = "list";
  const head = make(make(table, "thead"), "tr");
  for (const text of [words.what, words.where, words.state]) make(head, "th", text).scope = "col";
  const body = make(table, "tbody");
  const round = section.dataset.round;
  const lines = async () => {
    if (choice.value === "incidents") return map.incidents.map((one) => [`n° ${one.number}`, one.title, `${one.grade} · ${one.stage}`, pageOf(one)]);
    if (choice.value === "units") return map.units.map((one) => [one.unit, `${one.title} · ${one.force}`, one.stage, pageOf(one)]);
    const found = [...await names(choice.value)].filter(([at]) => map.states[at] !== ELSEWHERE);
    return found.map(([at, { id, name }]) => [id, name, words.states[map.states[at]], `/hub/operation/days/${round}/${id}`]);
  };
  let page = 0;
  const show = async () => {
    if (!box.open) return;
    const rows = await lines();
    const pages = Math.max(1, Math.ceil(rows.length / ROWS));
    page = Math.max(0, Math.min(page, pages - 1));
    body.replaceChildren();
    for (const [what, where, state, href] of rows.slice(page * ROWS, (page + 1) * ROWS)) {
      const row = make(body, "tr");
      const first = make(row, "th");
      first.scope = "row";
      make(first, "a", what).href = href;
      make(row, "td", where);
      make(row, "td", state);
    }
    told.textContent = rows.length ? said(words.page, page + 1, pages) : words.none;
    [back.disabled, on.disabled] = [page === 0, page + 1 === pages];
  };
  choice.addEventListener("change", () => { page = 0; show(); });
  back.addEventListener("click", () => { page--; show(); });
  on.addEventListener("click", () => { page++; show(); });
  box.addEventListener("toggle", show);
  return show;
}

for (const section of document.querySelectorAll("[data-room-map]")) {
  begin(section).catch((error) => make(section, "p", said(words.failed, error.message)));
}
