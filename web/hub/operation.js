// What the operations pages gain with JavaScript: one key for one act, pages that renew
// themselves, and a loud sign when the hub is not heard any more. Nothing here decides anything.

const QUIET = 20_000;
const IDLE = 25 * 60_000;
const AT_MOST_EVERY = 3_000;

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

let state = document.getElementById("state");
let heard = performance.now();
let touched = performance.now();
let renewed = 0;
let source = null;

for (const kind of ["keydown", "pointerdown", "wheel"]) addEventListener(kind, () => (touched = performance.now()), { passive: true });

function shout(reason) {
  const time = document.getElementById("data-time")?.textContent ?? "";
  state.className = "state lost";
  state.setAttribute("role", "alert");
  state.textContent = `${reason} ${time}`;
}

/** Puts the new main part of this very page in the place of the old one, unless somebody types. */
async function renew() {
  if (document.hidden || document.querySelector("details[open]") || typing(document.activeElement)) return;
  renewed = performance.now();
  const answer = await fetch(location.href, { redirect: "error", headers: { "x-vigie-renews": "1" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [now, then] = [page.getElementById("main"), document.getElementById("main")];
  if (!now || !then || !page.getElementById("state")) throw new Error("another page");
  then.replaceChildren(...now.childNodes);
  state = document.getElementById("state");
}

function listen() {
  source = new EventSource(state.dataset.live);
  source.onmessage = async (event) => {
    heard = performance.now();
    const [size, time] = event.data.split(" ");
    const clock = document.getElementById("clock");
    if (clock) clock.textContent = time;
    if (size === state.dataset.size || performance.now() - renewed < AT_MOST_EVERY) return;
    try {
      await renew();
    } catch {
      source.close();
      shout(state.dataset.lost);
    }
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
