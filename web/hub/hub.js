// What the pages gain with JavaScript: moving between fields by Enter and arrows, the running
// total, and drafts that keep themselves. Nothing here decides anything, and nothing needs it.

const figures = (form) => [...form.querySelectorAll("input.figure")];

/** Digits of a figure as people type it, or null. The hub reads it again by its own rules. */
export function figure(text) {
  const plain = text.trim().replace(/[\s\u00a0\u202f.]/g, "");
  return /^\d{1,9}$/.test(plain) ? Number(plain) : null;
}

function total(form) {
  const output = form.querySelector("#total");
  if (!output) return;
  const sum = [...form.querySelectorAll("input.vote")].reduce((sum, input) => sum + (figure(input.value) ?? 0), 0);
  const valid = figure(form.querySelector("#f-valid")?.value ?? "");
  const shown = (number) => number.toLocaleString(document.documentElement.lang);
  output.textContent = shown(sum);
  if (valid !== null && valid !== sum) {
    const distance = document.createElement("b");
    distance.className = "distance";
    const sign = sum > valid ? "+" : "−";
    distance.textContent = ` (${sign}${shown(Math.abs(sum - valid))} ${output.dataset.distance})`;
    output.append(distance);
  }
}

function move(event, form) {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[value=check], button[value=read]"));
    return;
  }
  const inputs = figures(form);
  const at = inputs.indexOf(event.target);
  if (at < 0) return;
  const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const next = inputs[at + step] ?? (step > 0 ? form.querySelector("#reason, #password, #source, button[type=submit]") : null);
  next?.focus();
  next?.select?.();
}

function keep(form) {
  const said = form.querySelector("[data-kept]");
  if (!said) return;
  let timer = 0;
  const send = async () => {
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "keep");
    try {
      const answer = await fetch(form.action, { method: "POST", body, redirect: "error" });
      if (answer.ok) said.textContent = `${said.dataset.kept} ${new Date().toLocaleTimeString(document.documentElement.lang)}`;
    } catch {
      said.textContent = "";
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(send, 2500);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}

for (const form of document.querySelectorAll("form[data-sheet]")) {
  form.addEventListener("keydown", (event) => move(event, form));
  form.addEventListener("input", () => total(form));
  keep(form);
}

document.querySelector("#errors, #notice")?.focus();
