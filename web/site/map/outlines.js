// The layout VGEO1 of `tools/geo/outlines.py`: borders that neighbours share.

export function readOutlines(buffer) {
  const bytes = new Uint8Array(buffer);
  if (new TextDecoder().decode(bytes.subarray(0, 6)) !== "VGEO1\n") throw new Error("not outlines");
  let at = 6;
  const unsigned = () => {
    let number = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || factor > 2 ** 28) throw new Error("outlines end too early");
      number += (byte & 127) * factor;
      if (byte < 128) return number;
    }
  };
  const signed = () => {
    const number = unsigned();
    return number % 2 ? -(number + 1) / 2 : number / 2;
  };
  const many = (one) => Array.from({ length: unsigned() }, one);
  const arcs = many(() => {
    let x = 0, y = 0;
    return many(() => [(x += signed()), (y += signed())]);
  });
  const name = () => {
    const length = unsigned();
    return new TextDecoder().decode(bytes.subarray(at, (at += length)));
  };
  const shapes = many(() => ({ code: name(), rings: many(() => many(signed)) }));
  return new Map(shapes.map(({ code, rings }) => [code, rings.map((ring) => corners(arcs, ring))]));
}

function corners(arcs, ring) {
  const out = [];
  for (const piece of ring) {
    const arc = piece < 0 ? arcs[-1 - piece].slice().reverse() : arcs[piece];
    out.push(...arc.slice(0, -1));
  }
  return out;
}

/** A path of all the rings of a shape. */
export function path(rings) {
  const path = new Path2D();
  for (const ring of rings) {
    ring.forEach(([x, y], at) => (at ? path.lineTo(x, y) : path.moveTo(x, y)));
    path.closePath();
  }
  return path;
}

export function boxPath([x, y, width, height]) {
  const path = new Path2D();
  path.rect(x, y, width, height);
  return path;
}

export function bounds(rings) {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of rings.flat()) {
    west = Math.min(west, x); east = Math.max(east, x);
    north = Math.min(north, y); south = Math.max(south, y);
  }
  return [west, north, east, south];
}

/**
 * Draws the communes' outlines of the department in the middle, once it is near enough. `read` gives
 * the file of a department; one that has none is drawn without.
 */
export function communesNearby(map, read) {
  let shown = "";
  map.ondraw = async () => {
    if (map.scale < 0.06) return;
    const middle = map.departmentAt(map.land.clientWidth / 2, map.land.clientHeight / 2);
    if (!middle || middle.id === shown || middle.box) return;
    shown = middle.id;
    const outlines = await read(middle.id).then(readOutlines, () => new Map());
    if (middle.id !== shown) return;
    map.communes = path([...outlines.values()].flat());
    map.ask();
  };
}
