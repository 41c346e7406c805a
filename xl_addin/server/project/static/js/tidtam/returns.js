// Who has returned what: one entry for each group, the files that are nobody's, and the reminder.

import { decisionList, fileButtons, nothingButton } from "./decisions.js";
import { element, plainButton } from "./dom.js";

export function returnsOf({ groups, others, said, reminder, decisions }) {
  const parts = [element("p", said, "said"), list(groups.map((group) => groupOf(group, decisions)))];
  if (others.length) {
    parts.push(element("h3", "ไฟล์อื่นในโฟลเดอร์"), list(others.map(otherOf)));
  }
  parts.push(...decisionList(decisions));
  if (reminder) parts.push(element("h3", "ข้อความทวงถาม"), ...reminderOf(reminder));
  return parts;
}

function list(entries) {
  const made = element("ul");
  made.append(...entries);
  return made;
}

function entry(parts, look) {
  const line = element("li", "", look);
  line.append(...parts);
  return line;
}

function lookOf({ state, files }) {
  if (state === "returned" || state === "nothing") return "good";
  return state === "missing" && !files.length ? "" : "error";
}

function otherOf(file) {
  return entry([...fileOf(file), ...fixesOf([file])], file.fix ? "warning" : "");
}

function groupOf(group, decisions) {
  const parts = [element("h3", group.name), element("div", [group.said, group.filled].filter(Boolean).join(" · "))];
  for (const file of group.files) parts.push(...fileOf(file), ...fileButtons(group, file, decisions));
  parts.push(...fixesOf(group.files), ...nothingButton(group));
  return entry(parts, lookOf(group));
}

function fileOf(file) {
  const parts = [element("div", [file.file, file.when].filter(Boolean).join(" · "), "where")];
  if (file.why) parts.push(element("div", file.why));
  return parts;
}

// What puts several files of a group right is said once.
function fixesOf(files) {
  return [...new Set(files.map((file) => file.fix).filter(Boolean))].map((fix) => element("div", fix, "fix"));
}

// Shown as a whole, so that what is copied by hand is whole as well.
function reminderOf(reminder) {
  const text = element("textarea");
  text.id = "reminder";
  text.value = reminder;
  text.readOnly = true;
  text.addEventListener("focus", () => text.select());
  const button = plainButton("คัดลอกข้อความ");
  button.addEventListener("click", () => copy(text, button));
  requestAnimationFrame(() => {
    text.style.height = `${text.scrollHeight + 4}px`;
  });
  return [text, button];
}

// Excel's pane may have no clipboard: then the text is left selected for Ctrl+C.
async function copy(text, button) {
  text.focus();
  text.select();
  try {
    await navigator.clipboard.writeText(text.value);
    button.textContent = "คัดลอกแล้ว";
  } catch {
    button.textContent = "กด Ctrl+C เพื่อคัดลอก";
  }
}
