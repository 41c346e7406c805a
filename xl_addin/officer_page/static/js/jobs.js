// A step that takes a while: begun, followed, and its result.

import { Refusal, getJson, postJson } from "./api.js";
import { byId, show } from "./dom.js";

const POLL = 400;

const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// `quiet`: nothing of it is shown.
export async function step(kind, asked, quiet = false) {
  const { job } = await postJson(`/api/jobs/${kind}`, asked);
  if (!quiet) show("job", true);
  try {
    for (;;) {
      const state = await getJson(`/api/jobs/${job}`);
      if (!quiet) showState(state);
      if (state.failed) throw new Refusal(state.failed);
      if (state.finished) return state.result;
      await wait(POLL);
    }
  } finally {
    if (!quiet) show("job", false);
  }
}

function showState({ stage, done, total }) {
  byId("job-text").textContent = total ? `${stage} ${done} จาก ${total}` : stage || "กำลังเริ่ม…";
  const bar = byId("job-bar");
  if (total) bar.value = done / total;
  else bar.removeAttribute("value");
}
