// Keys, the running total, and drafts kept while one types. Without it the pages work as well.
// What a figure is, only the program decides: the page asks it, and shows what it says.

const form = document.getElementById("entry");

if (form) {
  const fields = [...form.querySelectorAll("input:not([type=hidden])")];
  const total = document.getElementById("total");
  const rules = document.getElementById("rules");
  let waiting = 0;
  let asked = 0;

  const show = (reading) => {
    total.querySelector("b").textContent = reading.total;
    total.querySelector("i").textContent = reading.distance;
    total.classList.toggle("off", reading.off);
    rules.replaceChildren(...reading.rules.map((text) => {
      const item = document.createElement("li");
      item.textContent = text;
      return item;
    }));
    for (const field of fields) {
      const wrong = reading.fields[field.name];
      const place = document.getElementById(`${field.id}-wrong`);
      if (!place) continue;
      // A fault that the last check told stays until something is typed there.
      if (wrong === undefined && field.value === field.defaultValue) continue;
      place.textContent = wrong ?? "";
      field.closest(".row").classList.toggle("wrong", wrong !== undefined);
      if (wrong === undefined) field.removeAttribute("aria-invalid");
      else field.setAttribute("aria-invalid", "true");
    }
  };

  const keep = async () => {
    const turn = ++asked;
    const body = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(form.dataset.reading, { method: "POST", body });
      if (answer.ok && turn === asked) show(await answer.json());
    } catch {
      // The program was stopped. What is on the page stays there, and is sent with the form.
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 150);
  });

  const go = (from, step) => {
    const next = fields[fields.indexOf(from) + step];
    if (next) {
      next.focus();
      next.select();
    }
  };

  form.addEventListener("keydown", (event) => {
    if (event.isComposing || !fields.includes(event.target)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      form.requestSubmit(form.querySelector("button.main"));
    } else if (event.key === "Enter" || event.key === "ArrowDown") {
      go(event.target, 1);
    } else if (event.key === "ArrowUp") {
      go(event.target, -1);
    } else {
      return;
    }
    event.preventDefault();
  });

  const faults = document.getElementById("faults");
  if (faults) faults.focus();
  else (fields.find((field) => field.value === "" && field.closest(".row")) ?? fields[0]).focus();
}
