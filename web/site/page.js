// What every page gains from JavaScript. Without it nothing is missing but the search box.

import { fold } from "./fold.js";
import { searching } from "./search.js";
import { words } from "./words.js";

for (const form of document.querySelectorAll("form.search")) {
  searching(form, words(), (id) => `p/${id}.html`);
}

for (const form of document.querySelectorAll("form.filter")) {
  const rows = [...document.querySelectorAll(`#${form.dataset.filter} tbody tr`)];
  const names = rows.map((row) => ` ${fold(row.cells[0].textContent)}`);
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("input").addEventListener("input", (event) => {
    const start = ` ${fold(event.target.value)}`;
    rows.forEach((row, at) => { row.hidden = start.length > 1 && !names[at].includes(start); });
  });
}

if (document.querySelector("[data-map].mapping")) import("./map/page.js");
if (document.querySelector("#check")) import("./check/page.js");

// What cannot be read leaves the sentence that says where to look.
const witnessed = document.querySelector(".witnessed[data-log]");
if (witnessed) import("./standing.js").then(({ show }) => show(witnessed)).catch((error) => console.warn(error.message));
