// The map that moves: two canvases, one with the outlines, one with the stations. At the scale of
// the country stations are squares written straight into the pixels; nearer they are discs.

import { css, table, UNCOUNTED } from "./colours.js";
import { Grid } from "./grid.js";

const NEAREST = 90;
// From how many pixels a unit of the sheet on stations are drawn as discs.
const DISCS = 0.12;
const LAND = "#eceff3";
const SEA = "#dfe8f1";
// How much is drawn beyond what is seen, on each side.
const MARGIN = 0.2;

export class StationMap {
  /** `data`: stations, states, candidates, departments [{id, name, state, path, bounds}], width, height. */
  constructor(stage, data) {
    Object.assign(this, data);
    this.mode = "same";
    this.grid = new Grid(this.stations);
    this.colours = table(this.candidates);
    this.packed = Uint32Array.from(this.colours, ([red, green, blue]) => (255 << 24) | (blue << 16) | (green << 8) | red);
    this.communes = null;
    [this.land, this.points] = ["land", "points"].map((name) => {
      const canvas = stage.appendChild(document.createElement("canvas"));
      canvas.className = name;
      return canvas;
    });
    this.points.style.position = "absolute";
    this.points.style.inset = "0";
    // What is not counted lies under what is; else nobody lies above anybody else on purpose.
    const above = (at) => (this.states[at] > 3 ? 1 : 0);
    this.order = Uint32Array.from(this.stations.x.keys()).sort((a, b) => above(a) - above(b) || a - b);
    this.resize();
    this.all();
  }

  resize() {
    const dense = Math.min(devicePixelRatio || 1, 2);
    for (const canvas of [this.land, this.points]) {
      canvas.width = Math.max(1, Math.round(this.land.clientWidth * dense));
      canvas.height = Math.max(1, Math.round(this.land.clientHeight * dense));
    }
    this.dense = dense;
    this.kept = undefined;
    this.pixels = this.points.getContext("2d").createImageData(this.points.width, this.points.height);
    this.words = new Uint32Array(this.pixels.data.buffer);
  }

  /** Fits the whole sheet. */
  all() {
    this.fit([0, 0, this.width, this.height]);
  }

  fit([west, north, east, south]) {
    const { width, height } = this.land;
    this.scale = Math.min(width / (east - west), height / (south - north)) * 0.96;
    this.left = (west + east) / 2 - width / 2 / this.scale;
    this.top = (north + south) / 2 - height / 2 / this.scale;
    this.least ??= this.scale * 0.7;
    this.ask();
  }

  /** Moves by pixels of the page. */
  move(right, down) {
    this.left -= (right * this.dense) / this.scale;
    this.top -= (down * this.dense) / this.scale;
    this.ask();
  }

  /** Zooms around a point of the page. */
  zoom(factor, x = this.land.clientWidth / 2, y = this.land.clientHeight / 2) {
    const [sheetX, sheetY] = this.at(x, y);
    this.scale = Math.max(this.least, Math.min(this.least * NEAREST, this.scale * factor));
    this.left = sheetX - (x * this.dense) / this.scale;
    this.top = sheetY - (y * this.dense) / this.scale;
    this.ask();
  }

  /** A point of the page on the sheet. */
  at(x, y) {
    return [this.left + (x * this.dense) / this.scale, this.top + (y * this.dense) / this.scale];
  }

  /** The station under a point of the page, or -1. */
  pick(x, y) {
    return this.grid.nearest(...this.at(x, y), (9 * this.dense) / this.scale);
  }

  /** The department under a point of the page. */
  departmentAt(x, y) {
    const [sheetX, sheetY] = this.at(x, y);
    const context = this.land.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    return this.departments.find(({ path, bounds: [west, north, east, south] }) =>
      sheetX >= west && sheetX <= east && sheetY >= north && sheetY <= south && context.isPointInPath(path, sheetX, sheetY, "evenodd"));
  }

  ask() {
    this.asked ??= requestAnimationFrame(() => {
      this.asked = undefined;
      this.draw();
    });
  }

  draw() {
    this.showLand();
    if (this.mode === "none") this.points.getContext("2d").clearRect(0, 0, this.points.width, this.points.height);
    else if (this.scale < DISCS) this.drawSquares();
    else this.drawDiscs();
    this.ondraw?.();
  }

  /**
   * Outlines take most of a frame: they are drawn with a margin around what is seen, and that
   * picture is moved and stretched until the hand rests or leaves it.
   */
  showLand() {
    const { land, scale, left, top } = this;
    const { width, height } = land;
    const margin = { width: Math.round(width * MARGIN), height: Math.round(height * MARGIN) };
    const kept = this.kept;
    const stretch = kept ? scale / kept.scale : 0;
    const inside = kept && left >= kept.left && top >= kept.top
      && left + width / scale <= kept.left + kept.canvas.width / kept.scale
      && top + height / scale <= kept.top + kept.canvas.height / kept.scale;
    const good = inside && kept.mode === this.mode && kept.communes === this.communes && stretch > 0.7 && stretch < 1.5;
    if (!good || (this.resting && stretch !== 1)) {
      const canvas = kept?.canvas ?? document.createElement("canvas");
      const size = [width + 2 * margin.width, height + 2 * margin.height];
      if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
      this.kept = { canvas, scale, left: left - margin.width / scale, top: top - margin.height / scale, mode: this.mode, communes: this.communes };
      this.drawLand(this.kept);
    }
    const { canvas, scale: at, left: west, top: north } = this.kept;
    const context = land.getContext("2d", { alpha: false });
    const ratio = scale / at;
    context.drawImage(canvas, (west - left) * scale, (north - top) * scale, canvas.width * ratio, canvas.height * ratio);
    this.resting = false;
    clearTimeout(this.rest);
    if (ratio !== 1) this.rest = setTimeout(() => { this.resting = true; this.ask(); }, 160);
  }

  drawLand({ canvas, left, top }) {
    const context = canvas.getContext("2d", { alpha: false });
    const { width, height } = canvas;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = SEA;
    context.fillRect(0, 0, width, height);
    context.setTransform(this.scale, 0, 0, this.scale, -left * this.scale, -top * this.scale);
    const [east, south] = [left + width / this.scale, top + height / this.scale];
    const seen = this.departments.filter(({ bounds }) =>
      bounds[0] < east && bounds[2] > left && bounds[1] < south && bounds[3] > top);
    context.lineWidth = this.dense / this.scale;
    context.strokeStyle = "#fff";
    for (const department of seen) {
      context.fillStyle = this.ground(department);
      context.fill(department.path, "evenodd");
    }
    if (this.communes && this.scale > DISCS / 2) {
      context.strokeStyle = "#c9d2db";
      context.stroke(this.communes);
    }
    context.strokeStyle = this.mode === "none" ? "#fff" : "#b9c4cf";
    for (const { path } of seen) context.stroke(path);
    context.fillStyle = "#526070";
    context.font = "1000px system-ui, sans-serif";
    context.textAlign = "center";
    for (const { box, id } of seen) if (box) context.fillText(id, box[0] + box[2] / 2, box[1] - 200);
  }

  /** What a department is filled with. */
  ground({ state }) {
    return this.mode === "none" ? css(this.colours[state]) : LAND;
  }

  /** Half the side of a station's symbol in pixels. */
  radius(at) {
    const near = Math.max(1, Math.log2((this.scale / this.least) * 1.6));
    const base = near * this.dense * 0.8;
    return this.mode === "size" ? base * Math.max(0.5, Math.sqrt(this.stations.size[at] / 800)) : base;
  }

  drawSquares() {
    const { width, height } = this.points;
    const { x, y } = this.stations;
    const { words, packed, states, scale } = this;
    words.fill(0);
    const same = this.mode === "same" ? Math.max(1, Math.round(this.radius(0) * 1.6)) : 0;
    for (const at of this.order) {
      const side = same || Math.max(1, Math.round(this.radius(at) * 1.6));
      const left = Math.round((x[at] - this.left) * scale - side / 2);
      const top = Math.round((y[at] - this.top) * scale - side / 2);
      if (left < 0 || top < 0 || left + side > width || top + side > height) continue;
      const colour = packed[states[at]];
      for (let row = 0, start = top * width + left; row < side; row++, start += width) {
        for (let column = 0; column < side; column++) words[start + column] = colour;
      }
    }
    this.points.getContext("2d").putImageData(this.pixels, 0, 0);
  }

  drawDiscs() {
    const context = this.points.getContext("2d");
    const { width, height } = this.points;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    const { x, y } = this.stations;
    const paths = new Map();
    for (const at of this.grid.within(this.left, this.top, this.left + width / this.scale, this.top + height / this.scale)) {
      const state = this.states[at];
      let path = paths.get(state);
      if (!path) paths.set(state, (path = new Path2D()));
      const [cx, cy, radius] = [(x[at] - this.left) * this.scale, (y[at] - this.top) * this.scale, this.radius(at)];
      path.moveTo(cx + radius, cy);
      path.arc(cx, cy, radius, 0, 7);
    }
    context.strokeStyle = "#fff";
    context.lineWidth = this.dense * 0.75;
    for (const [state, path] of [...paths].sort(([a], [b]) => a - b)) {
      context.fillStyle = state ? css(this.colours[state]) : UNCOUNTED;
      context.fill(path);
      context.stroke(path);
    }
  }
}
