// How long a map's first picture and its frames take, in a page of Playwright's that shows one.

export const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

/** Milliseconds from the start of the page to the second frame after now. */
export const sinceStart = (page) => page.evaluate(() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())))));

/**
 * Moves the map of the element `selector`: `pan`, `zoom`, and then what `last` says, `near` (where
 * all stations are drawn) or `size` (symbols by size). For each, the median milliseconds of drawing
 * and from frame to frame.
 */
export async function medianFrames(page, selector, last) {
  const times = await page.evaluate(async ([selector, last]) => {
    const { map } = document.querySelector(selector);
    const frame = () => new Promise(requestAnimationFrame);
    const time = async (steps, act) => {
      const drawn = [], between = [];
      let before = await frame();
      for (let nth = 0; nth < steps; nth++) {
        act(nth);
        const start = performance.now();
        cancelAnimationFrame(map.asked);
        map.asked = undefined;
        map.draw();
        drawn.push(performance.now() - start);
        const now = await frame();
        between.push(now - before);
        before = now;
      }
      return [drawn, between];
    };
    const sway = (nth) => map.move(nth % 2 ? 7 : -5, nth % 3 ? 3 : -4);
    map.all();
    const pan = await time(90, sway);
    map.all();
    const zoom = await time(60, (nth) => map.zoom(nth < 30 ? 1.12 : 1 / 1.12));
    map.all();
    if (last === "size") map.mode = "size";
    else while (!map.near()) map.zoom(1.3);
    return { pan, zoom, [last]: await time(60, sway) };
  }, [selector, last]);
  const medians = ([drawn, between]) => ({ drawn: median(drawn), frame: median(between) });
  return Object.fromEntries(Object.entries(times).map(([name, both]) => [name, medians(both)]));
}

/** `pan 3.1 ms drawn, 16.7 ms apart; …` */
export const told = (frames) => Object.entries(frames)
  .map(([name, { drawn, frame }]) => `${name} ${drawn.toFixed(1)} ms drawn, ${frame.toFixed(1)} ms apart`).join("; ");
