// Elements from text. Text of cells is only ever set as text, so it can never become markup.

export const byId = (id) => document.getElementById(id);

export function element(tag, text = "", className = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

// A button that sends no form.
export function plainButton(text) {
  const button = element("button", text);
  button.type = "button";
  return button;
}

export function show(id, visible) {
  byId(id).hidden = !visible;
}

// A button that cannot be pressed twice while its work runs; `failed` gets the error, and `after` is called last.
export function onPress(id, work, failed, after) {
  const button = byId(id);
  let runs = false;
  button.addEventListener("click", async () => {
    if (runs) return;
    runs = true;
    button.disabled = true;
    try {
      await work();
    } catch (error) {
      failed(error);
    } finally {
      runs = false;
      button.disabled = false;
      after?.();
    }
  });
}
