// Which stations are near a point: a grid of cells, the stations of a cell one after the other.

const CELL = 512;
const ROW = Math.ceil(65536 / CELL);

export class Grid {
  constructor({ count, x, y }) {
    this.x = x;
    this.y = y;
    this.start = new Uint32Array(ROW * ROW + 1);
    const cell = (at) => Math.floor(y[at] / CELL) * ROW + Math.floor(x[at] / CELL);
    for (let at = 0; at < count; at++) this.start[cell(at) + 1]++;
    for (let at = 1; at < this.start.length; at++) this.start[at] += this.start[at - 1];
    this.items = new Uint32Array(count);
    const next = this.start.slice();
    for (let at = 0; at < count; at++) this.items[next[cell(at)]++] = at;
  }

  /** Every station whose cell touches the box. */
  *within(west, north, east, south) {
    const clamp = (v) => Math.max(0, Math.min(ROW - 1, Math.floor(v / CELL)));
    const [left, right] = [clamp(west), clamp(east)];
    for (let row = clamp(north); row <= clamp(south); row++) {
      const end = this.start[row * ROW + right + 1];
      for (let at = this.start[row * ROW + left]; at < end; at++) yield this.items[at];
    }
  }

  /** The nearest station within `reach`, or -1. */
  nearest(x, y, reach) {
    let found = -1;
    let least = reach * reach;
    for (const at of this.within(x - reach, y - reach, x + reach, y + reach)) {
      const far = (this.x[at] - x) ** 2 + (this.y[at] - y) ** 2;
      if (far <= least) [found, least] = [at, far];
    }
    return found;
  }
}
