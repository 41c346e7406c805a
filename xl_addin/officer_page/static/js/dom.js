// Small pieces of a page.

export const byId = (id) => document.getElementById(id);

export function element(tag, text = "", classes = "") {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  if (classes) made.className = classes;
  return made;
}

export function fill(id, ...parts) {
  byId(id).replaceChildren(...parts);
}

export function show(id, shown) {
  byId(id).hidden = !shown;
}

export function button(text, action) {
  const made = element("button", text);
  made.type = "button";
  made.addEventListener("click", action);
  return made;
}

export function options(id, entries, chosen) {
  fill(
    id,
    ...entries.map(([value, text]) => {
      const made = element("option", text);
      made.value = value;
      made.selected = String(value) === String(chosen);
      return made;
    }),
  );
}

export const baht = (satang) =>
  satang === null ? "" : (satang / 100).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
