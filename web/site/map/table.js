// The same stations as a table, department by department and page by page: what the map shows,
// for who cannot see it, and for tests.

import { said } from "../words.js";

const ROWS = 50;

/** `list(department)` gives rows of [station, commune, commune's page, state in words]. */
export function stationTable(departments, words, list) {
  const box = document.createElement("details");
  box.className = "station-table";
  const make = (parent, name, text = "") => {
    const element = parent.appendChild(document.createElement(name));
    element.textContent = text;
    return element;
  };
  make(box, "summary", words.table);
  const controls = make(box, "div");
  controls.className = "controls";
  const label = make(controls, "label", `${words.chosen} `);
  const choice = make(label, "select");
  for (const [at, { id, name }] of departments.entries()) {
    const option = make(choice, "option", `${id} ${name}`);
    option.value = at;
  }
  const [back, on] = [words.previous, words.next].map((text) => {
    const button = make(controls, "button", text);
    button.type = "button";
    return button;
  });
  const told = make(box, "p");
  told.setAttribute("role", "status");
  const scroll = make(box, "div");
  scroll.className = "scroll";
  const table = make(scroll, "table");
  const head = make(make(table, "thead"), "tr");
  for (const text of [words.station, words.commune, words.state]) make(head, "th", text).scope = "col";
  const body = make(table, "tbody");
  let page = 0;
  const show = async () => {
    const rows = await list(Number(choice.value));
    const pages = Math.max(1, Math.ceil(rows.length / ROWS));
    page = Math.max(0, Math.min(page, pages - 1));
    body.replaceChildren();
    for (const [station, commune, href, state] of rows.slice(page * ROWS, (page + 1) * ROWS)) {
      const row = make(body, "tr");
      const first = make(row, "th");
      first.scope = "row";
      make(first, "a", station).href = href;
      make(row, "td", commune);
      make(row, "td", state);
    }
    told.textContent = said(words.page, page + 1, pages);
    [back.disabled, on.disabled] = [page === 0, page + 1 === pages];
  };
  choice.addEventListener("change", () => { page = 0; show(); });
  back.addEventListener("click", () => { page--; show(); });
  on.addEventListener("click", () => { page++; show(); });
  box.addEventListener("toggle", () => { if (box.open) show(); });
  return box;
}
