// The planning group's buttons: make templates, follow the returns, consolidate, decide, send back.

import { Refusal, getBytes, getJson, postBytes, postJson } from "./api.js";
import { acceptButton, startDeciding } from "./decisions.js";
import { byId, element, onPress, plainButton, show } from "./dom.js";
import { workbookBytes } from "./files.js";
import { opener } from "./opener.js";
import { returnsOf } from "./returns.js";

const POLL = 700;
const MOST_SILENCE = 60; // polls without an answer

export function startOfficer(failed) {
  const refused = (error) => {
    const text = error instanceof Refusal ? error.message : "ทำรายการนี้ไม่สำเร็จ ลองใหม่อีกครั้ง";
    showResult(element("p", text, "problem-text"));
    failed(error);
  };
  onPress("make-templates", makeTemplates, refused);
  onPress("follow", follow, refused);
  onPress("consolidate", consolidate, refused);
  onPress("correct", correct, refused);
  startDeciding((...decision) => decide(...decision).catch(refused));
}

// Waits for a piece of work and shows how far it is. Gives its result.
async function work({ job }) {
  let silence = 0;
  byId("officer-result").replaceChildren();
  showJob("รอคิว…", 0);
  show("job", true);
  try {
    for (;;) {
      const state = await getJson(`/tidtam/jobs/${job}`).catch((error) => {
        if (error.status !== 0 || (silence += 1) > MOST_SILENCE) throw error;
        return null;
      });
      if (state) {
        silence = 0;
        showState(state);
        if (state.failed) throw new Refusal(500, state.failed);
        if (state.finished) return state.result;
      } else byId("job-text").textContent = "ติดต่อเครื่องให้บริการไม่ได้ จะลองใหม่เอง";
      await new Promise((done) => setTimeout(done, POLL));
    }
  } catch (error) {
    show("job", false);
    throw error;
  }
}

function showState({ finished, stage, done, total }) {
  const count = total ? ` ${done} จาก ${total}` : "";
  if (finished) showJob(`เสร็จแล้ว${count}`, 1);
  else showJob(stage ? `${stage}${count || "…"}` : "รอคิว…", total ? done / total : 0);
}

function showJob(text, share) {
  byId("job-filled").style.width = `${100 * share}%`;
  byId("job-text").textContent = text;
}

async function makeTemplates() {
  const { job } = await postBytes("/tidtam/templates", await workbookBytes());
  const result = await work({ job });
  const list = element("ul");
  result.titles.forEach((title, number) => {
    const line = element("li");
    const button = plainButton(`เปิดแบบของ${title}`);
    line.append(button, opener(button, `/tidtam/templates/${job}/${number}`).told);
    list.append(line);
  });
  showResult(element("p", result.said), list, ...problemList(result));
}

async function follow() {
  const result = await work(await postJson("/tidtam/progress"));
  const parts = result.progress ? returnsOf(result.progress) : [element("p", result.said, "problem-text")];
  showResult(...parts, ...problemList(result));
}

async function consolidate() {
  const { job } = await postJson("/tidtam/report");
  const result = await work({ job });
  if (!result.files.length) return showResult(element("p", result.said, "problem-text"), ...problemList(result));
  const again = plainButton("เปิดรายงานอีกครั้ง");
  const report = opener(again, `/tidtam/jobs/${job}/report`, result.hint);
  showResult(element("p", result.said, "said"), report.told, again, ...problemList(result));
  return report.open();
}

async function correct() {
  const result = await work(await postJson("/tidtam/corrections"));
  const list = element("ul");
  list.append(...result.files.map((name) => element("li", name)));
  showResult(element("p", result.said, "said"), list, ...problemList(result));
}

// A warning of the list is accepted where it stands; what is decided about files changes who has returned what.
async function decide(decisions, back, place) {
  const { said, problems } = await postBytes("/tidtam/decisions", JSON.stringify({ decisions, back }));
  if (problems.length) throw new Refusal(409, [said, ...problems.map(({ message, fix }) => `${message} ${fix}`)].join(" · "));
  if (place.closest(".problems")) return place.replaceChildren(element("div", said, "fix"));
  return follow();
}

function problemList({ problems, more }) {
  const list = element("ul", "", "problems");
  for (const problem of problems) {
    const line = element("li", "", problem.severity);
    const where = [problem.group, problem.file, problem.sheet, problem.cell].filter(Boolean).join(" › ");
    line.append(element("div", where, "where"), element("div", problem.message), element("div", problem.fix, "fix"));
    if (problem.accept) line.append(acceptButton("ยอมรับ", problem.message, [problem.accept]));
    list.append(line);
  }
  const rest = more ? [element("p", `และอีก ${more} ข้อ ดูทั้งหมดได้ที่แผ่น ข้อสังเกต ของรายงาน`)] : [];
  return problems.length ? [list, ...rest] : [];
}

function showResult(...parts) {
  byId("officer-result").replaceChildren(...parts);
}
