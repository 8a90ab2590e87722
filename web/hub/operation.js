// What the operations pages gain with JavaScript: one key for one act, pages that renew
// themselves, and a loud sign when the hub is not heard any more. Nothing here decides anything.

const QUIET = 20_000;
const IDLE = 25 * 60_000;
const AT_MOST_EVERY = 450;

const typing = (element) => element?.closest?.("input, textarea, select, [contenteditable]");

/** The element that a key stands for: a link or a button, shown with the key on it. */
function target(key) {
  return [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key === key);
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || typing(event.target)) return;
  const found = target(event.key);
  if (!found) return;
  event.preventDefault();
  found.click();
});

for (const form of document.querySelectorAll("form[data-locate]")) {
  navigator.geolocation?.getCurrentPosition(({ coords }) => {
    form.elements.longitude.value ||= coords.longitude.toFixed(6);
    form.elements.latitude.value ||= coords.latitude.toFixed(6);
  }, () => {});
}

/** A slider beside the field of a past moment: by arrows, a minute at a time. */
function sliders() {
  for (const form of document.querySelectorAll("form[data-slider]:not([data-slides])")) {
    const [range, field, output] = [form.querySelector("input[type=range]"), form.elements.at, form.querySelector("output")];
    const say = () => {
      const local = new Date((Number(range.value) + Number(form.dataset.ahead)) * 1000).toISOString();
      output.value = `${local.slice(8, 10)}/${local.slice(5, 7)} ${local.slice(11, 16)}`;
      range.setAttribute("aria-valuetext", output.value);
      return local.slice(0, 16);
    };
    range.hidden = false;
    form.dataset.slides = "";
    say();
    range.addEventListener("input", () => (field.value = say()));
    // Each step would be a page: the hand has rested when this one comes.
    let rest = 0;
    range.addEventListener("change", () => {
      clearTimeout(rest);
      rest = setTimeout(() => {
        const query = new URLSearchParams(new FormData(form));
        query.delete("at");
        // At its end the slider shows the present.
        if (Number(range.value) < Number(form.dataset.last)) query.set("to", range.value);
        query.set("slid", "1");
        location.assign(`${form.action.split("?")[0]}?${query}`);
      }, 400);
    });
    if (new URLSearchParams(location.search).has("slid")) range.focus({ preventScroll: true });
  }
}
sliders();

let state = document.getElementById("state");
let heard = performance.now();
let touched = performance.now();
let renewed = 0;
let renewing = false;
let due = 0;
let source = null;

for (const kind of ["keydown", "pointerdown", "wheel"]) addEventListener(kind, () => (touched = performance.now()), { passive: true });

function shout(reason) {
  const time = document.getElementById("data-time")?.textContent ?? "";
  state.className = "state lost";
  state.setAttribute("role", "alert");
  state.textContent = `${reason} ${time}`;
}

/** Whether somebody typed or chose something in a field. */
function changed(field) {
  if (field.closest("[data-room-map]") || field.type === "hidden" || field.type === "range") return false;
  if (field.tagName === "SELECT") return field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected));
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

/** Where somebody is in the middle of something, nothing is taken away. */
const busy = () => document.querySelector("details[open]:not([data-room-map] details)")
  || (typing(document.activeElement) && !document.activeElement.closest("[data-room-map]"))
  || [...document.querySelectorAll("main input, main textarea, main select")].some(changed);

/** Puts the new main part of this very page in the place of the old one; a map renews itself. */
async function renew() {
  if (document.hidden || busy()) return;
  renewed = performance.now();
  const answer = await fetch(location.href, { redirect: "error", headers: { "x-vigie-renews": "1" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [now, then] = [page.getElementById("main"), document.getElementById("main")];
  if (!now || !then || !page.getElementById("state")) throw new Error("another page");
  const [map, place] = [then, now].map((part) => part.querySelector("[data-room-map]"));
  const focused = map?.contains(document.activeElement) ? document.activeElement : null;
  if (map && place) place.replaceWith(map);
  then.replaceChildren(...now.childNodes);
  state = document.getElementById("state");
  focused?.focus({ preventScroll: true });
  map?.dispatchEvent(new Event("news"));
  sliders();
}

/** Renews the page now, or as soon as it may be: the last news of several is not lost. */
async function news() {
  const wait = AT_MOST_EVERY - (performance.now() - renewed);
  if (wait > 0 || renewing) {
    due ||= setTimeout(() => { due = 0; news(); }, Math.max(wait, 50));
    return;
  }
  renewing = true;
  try {
    await renew();
  } catch {
    source.close();
    shout(state.dataset.lost);
  } finally {
    renewing = false;
  }
}

function listen() {
  source = new EventSource(state.dataset.live);
  source.onmessage = (event) => {
    heard = performance.now();
    const [size, time] = event.data.split(" ");
    const clock = document.getElementById("clock");
    if (clock) clock.textContent = time;
    if (size !== state.dataset.size) news();
  };
}

function watch() {
  const now = performance.now();
  const wall = document.querySelector("main.wall");
  if (!wall && now - touched > IDLE) {
    source.close();
    shout(state.dataset.paused);
    clearInterval(timer);
  } else if (now - heard > QUIET) {
    shout(state.dataset.lost);
  } else if (state.classList.contains("lost") && source.readyState === EventSource.OPEN) {
    location.reload();
  }
}

let timer = 0;
if (state && "EventSource" in window) {
  listen();
  timer = setInterval(watch, 1_000);
}
