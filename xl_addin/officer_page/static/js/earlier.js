// Which earlier reports stand beside the round.

import { postJson } from "./api.js";
import { byId, options } from "./dom.js";

const BY_ITSELF = "";
const NONE = "-";

// `round` gives the round that is shown; `chosen` gets the page's state after a choice.
export function startEarlier(round, chosen, tell) {
  for (const select of document.querySelectorAll("[data-earlier]"))
    select.addEventListener("change", () =>
      postJson("/api/earlier", { round: round(), which: select.dataset.earlier, path: select.value }).then(chosen).catch(tell));
}

export function showEarlier({ previous, last_year: lastYear }) {
  const own = previous.by_itself ? `${previous.by_itself} (รอบก่อนในโฟลเดอร์นี้)` : "ไม่มีรายงานรอบก่อนในโฟลเดอร์นี้";
  fillOne("previous", previous, [[BY_ITSELF, own], ...(previous.by_itself ? [[NONE, "ไม่ใช้"]] : [])]);
  fillOne("last_year", lastYear, [[BY_ITSELF, "ไม่เทียบ"]]);
}

// A list that is open is left alone: the page looks at the folder every few seconds.
function fillOne(id, { chosen, offered }, first) {
  const entries = [...first, ...offered];
  const shown = JSON.stringify([entries, chosen]);
  if (byId(id).dataset.shown === shown) return;
  byId(id).dataset.shown = shown;
  options(id, entries, chosen);
}
