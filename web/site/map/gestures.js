// How a map is moved: one finger or the mouse, two fingers, the wheel, the keyboard.

// More than this many pixels of the page is a drag, not a click.
const CLICK = 4;

/**
 * Moves and zooms `map` by what happens on its `stage`. `under(x, y)` says what lies under a point
 * of the stage and gives the address of its page, if there is one: a click goes there. `more` are
 * keys of the map's own.
 */
export function steer(stage, map, under, more = {}) {
  fingers(stage, map, under);
  const keys = {
    ArrowLeft: () => map.move(60, 0), ArrowRight: () => map.move(-60, 0),
    ArrowUp: () => map.move(0, 60), ArrowDown: () => map.move(0, -60),
    "+": () => map.zoom(1.6), "-": () => map.zoom(1 / 1.6), 0: () => map.all(), ...more,
  };
  stage.addEventListener("keydown", (event) => {
    // What the browser does with a key and Ctrl, Alt or Meta stays the browser's.
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  });
}

function fingers(stage, map, under) {
  const down = new Map();
  let moved = 0;
  const place = (event) => {
    const { left, top } = stage.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  stage.addEventListener("pointerdown", (event) => {
    stage.setPointerCapture(event.pointerId);
    down.set(event.pointerId, place(event));
    moved = 0;
  });
  stage.addEventListener("pointermove", (event) => {
    const [x, y] = place(event);
    const before = down.get(event.pointerId);
    if (!before) return void under(x, y);
    const others = [...down].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    if (others.length) {
      const far = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]) || 1;
      map.zoom(far([x, y], others[0]) / far(before, others[0]), ...others[0]);
    } else {
      map.move(x - before[0], y - before[1]);
    }
    moved += Math.abs(x - before[0]) + Math.abs(y - before[1]);
    down.set(event.pointerId, [x, y]);
  });
  const lift = async (event) => {
    down.delete(event.pointerId);
    if (event.type !== "pointerup" || moved > CLICK) return;
    const href = await under(...place(event));
    if (href) location.href = href;
  };
  stage.addEventListener("pointerup", lift);
  stage.addEventListener("pointercancel", lift);
  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    map.zoom(Math.exp(-event.deltaY / 300), ...place(event));
  }, { passive: false });
}
