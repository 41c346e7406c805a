// The officer's page: the office's folder at one glance, and a button for each step of the round.

import { decisionList, startDeciding } from "/static/shared/decisions.js";
import { Refusal, getJson, postFile, postJson } from "./api.js";
import { baht, byId, element, fill, options, show } from "./dom.js";
import { showEarlier, startEarlier } from "./earlier.js";
import { startChoosing } from "./folder.js";
import { groupTable, otherFiles } from "./groups.js";
import { step } from "./jobs.js";
import { problemList } from "./problems.js";

const LOOK = 3000;
const STEPS = "#work button.main, #make-one, #round, [data-earlier]";

const page = { office: null, round: null, stamp: "", busy: null, choosing: false };

function tell(error) {
  if (page.ended) return;
  byId("told").textContent = error instanceof Refusal ? error.message : "หน้านี้ขัดข้อง กด F5 เพื่อเปิดใหม่";
  if (!(error instanceof Refusal)) console.error(error);
}

const clear = () => (byId("told").textContent = "");

const choices = startChoosing((state) => {
  clear();
  Object.assign(page, { choosing: false, round: null, stamp: "" });
  return shown(state);
}, tell);

async function refresh() {
  const query = page.round ? `?round=${page.round}` : "";
  await shown(await getJson(`/api/state${query}`));
}

async function shown(state) {
  const { office } = state;
  const choosing = page.choosing || !office;
  show("choose", choosing);
  show("work", !choosing);
  show("office-tools", !choosing);
  if (choosing) {
    if (byId("form").options.length === 0 || page.choosing === "first") choices(state);
    page.choosing &&= true;
    byId("office-name").textContent = "";
    return;
  }
  page.office = office;
  page.round = office.round;
  options(
    "round",
    office.rounds.map(({ round, final }) => [round, `รอบที่ ${round}${final ? " (รายงานสมบูรณ์แล้ว)" : ""}`]),
    office.round,
  );
  showEarlier(office.earlier);
  for (const made of document.querySelectorAll("[data-needs]")) made.disabled = !office.has[made.dataset.needs];
  // A reason that is being typed is not taken away.
  if (office.stamp !== page.stamp && !page.busy && !document.querySelector("form.reason")) await look(office);
  if (location.hash === "#report" && !page.busy) {
    history.replaceState(null, "", "/");
    await makeReport();
  }
}

const enableSteps = (enabled) => {
  for (const made of document.querySelectorAll(STEPS)) made.disabled = !enabled;
};

// What a step does while it works: no second one, and what it says. A button pressed during another step waits for its
// turn; `busy` is fulfilled when the running one has ended. A `quiet` step leaves the buttons as they are: one that turns
// grey under the pointer loses its click.
async function working(action, quiet = false) {
  if (!quiet) enableSteps(false);
  while (page.busy) await page.busy;
  let end;
  page.busy = new Promise((ended) => (end = ended));
  clear();
  if (!quiet) enableSteps(false);
  try {
    await action();
  } catch (error) {
    tell(error);
  } finally {
    page.busy = null;
    if (!quiet) enableSteps(true);
    end();
  }
}

async function look(office) {
  page.stamp = office.stamp;
  await working(async () => {
    byId("register-said").textContent ||= "กำลังอ่านทะเบียน…";
    showLook(await step("look", { round: office.round }, true));
  }, true);
}

function showLook(found) {
  byId("office-name").textContent = found.office
    ? `${found.office} ปีงบประมาณ พ.ศ. ${found.fiscal_year}`
    : page.office.name;
  showProblems(found);
  if (!found.progress) {
    byId("register-said").textContent = found.said;
    fill("groups");
    return;
  }
  const { numbers, progress } = found;
  const due = found.deadline ? ` กำหนดส่งรอบนี้ ${found.deadline}` : "";
  byId("register-said").textContent =
    `${numbers.projects} โครงการ ${numbers.groups_due} กลุ่ม${numbers.budget === null ? "" : ` งบประมาณ ${baht(numbers.budget)} บาท`}${due}`;
  byId("returns-said").textContent = found.said;
  fill("groups", ...groupTable(progress));
  fill("others", ...otherFiles(progress));
  fill("decisions", ...decisionList(progress.decisions));
  options("one-group", progress.groups.map(({ id, name }) => [id, name]));
  byId("reminder").value = progress.reminder;
  show("reminder-section", Boolean(progress.reminder));
  showNumbers(numbers);
}

// What was open stays open.
function showProblems(found) {
  const open = new Set([...document.querySelectorAll("#problems details[open]")].map(({ dataset }) => dataset.key));
  fill("problems", ...problemList(found));
  for (const made of document.querySelectorAll("#problems details")) made.open = open.has(made.dataset.key);
}

function showNumbers(numbers) {
  const used = numbers.used === null ? "" : `${baht(numbers.used)} บาท`;
  const share = numbers.percent ? `ร้อยละ ${numbers.percent} ของงบประมาณ` : "";
  const more =
    numbers.used_before === null || numbers.used === null ? "" : `รอบก่อน ${baht(numbers.used_before)} บาท`;
  const facts = [
    ["กลุ่มที่ส่งแล้ว", `${numbers.groups} จาก ${numbers.groups_due}`],
    ["โครงการที่รายงานแล้ว", `${numbers.reported} จาก ${numbers.projects}`],
    ["งบประมาณ", numbers.budget === null ? "" : `${baht(numbers.budget)} บาท`],
    ["ใช้ไปแล้ว", used, [share, more].filter(Boolean).join(" · ")],
    ["ต้องแก้", `${numbers.errors} แห่ง`],
    ["ควรตรวจ", `${numbers.warnings} แห่ง`],
  ].filter(([, value]) => value);
  fill(
    "numbers",
    ...facts.map(([name, value, small]) => {
      const made = element("div");
      const says = element("dd", value);
      if (small) says.append(element("small", small));
      made.append(element("dt", name), says);
      return made;
    }),
  );
}

function fileList({ files = [] }) {
  const list = element("ul");
  list.append(...files.map((name) => element("li", name)));
  return list;
}

const makeTemplates = (group) =>
  working(async () => {
    let made = await step("templates", { round: page.round, group });
    if (made.failed && made.problems.some(({ rule }) => rule === "templates_there")) {
      const sure = window.confirm(`${made.problems[0].places[0].message}\n\nเขียนทับแบบเดิมหรือไม่`);
      if (sure) made = await step("templates", { round: page.round, group, force: true });
    }
    const told = made.problems.length ? problemList(made) : [];
    fill("templates-result", element("p", made.said), fileList(made), ...told);
    await refresh();
  });

const makeCorrections = () =>
  working(async () => {
    const made = await step("corrections", { round: page.round });
    fill("corrections-result", element("p", made.said), fileList(made), ...(made.problems.length ? problemList(made) : []));
    await refresh();
  });

// `word`: with its prose and letters as documents beside it.
const makeReport = (word = false) =>
  working(async () => {
    const made = await step("report", { round: page.round, word });
    fill("beside-result", ...(made.files?.length ? [element("p", "ทำ Word แล้ว อยู่ข้างรายงาน"), fileList(made)] : []));
    byId("report-said").textContent = made.draft ? `${made.said} ยังเป็นร่าง เพราะมีที่ต้องแก้หรือยังไม่ครบ` : made.said;
    byId("report-said").className = made.draft || made.failed ? "said-draft" : "";
    if (made.numbers) showNumbers(made.numbers);
    showProblems(made);
    await refresh();
  });

// What is made beside the report that lies there.
const makeBeside = (kind) =>
  working(async () => {
    const made = await step(kind, { round: page.round });
    fill("beside-result", element("p", made.said), ...(made.problems.length ? problemList(made) : []));
    await refresh();
  });

// The register changes by it, so that the page looks at the office again. Who works with the keyboard goes on where
// the button was.
async function decide(decisions, back) {
  const key = document.activeElement.closest("[data-key]")?.dataset.key;
  await working(async () => {
    const { said, problems } = await postJson("/api/decisions", { round: page.round, decisions, back });
    const wrong = problems.flatMap(({ places }) => places).map(({ message, fix }) => `${message} ${fix}`);
    if (wrong.length) throw new Refusal([said, ...wrong].join(" · "));
    byId("decided-said").textContent = said;
  });
  await refresh().catch(tell);
  const place = key && document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  (place?.querySelector("summary") ?? place ?? byId("decided-said")).focus({ preventScroll: true });
}

async function receive(files) {
  clear();
  for (const file of files) {
    const line = element("li", `${file.name} กำลังรับ…`);
    byId("received").append(line);
    try {
      const kept = await postFile(`/api/files?round=${page.round}&name=${encodeURIComponent(file.name)}`, file);
      line.textContent = `รับแล้ว: ${kept.file}`;
    } catch (error) {
      line.textContent = `${file.name}: ${error.message}`;
    }
  }
  await refresh();
}

function startDropping() {
  const drop = byId("drop");
  for (const kind of ["dragenter", "dragover"])
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    receive([...event.dataTransfer.files]).catch(tell);
  });
  byId("files").addEventListener("change", (event) => {
    receive([...event.target.files]).catch(tell);
    event.target.value = "";
  });
}

const openPlace = (what) => postJson("/api/open", { what, round: page.round }).then(clear).catch(tell);

function start() {
  byId("make-templates").addEventListener("click", () => makeTemplates(""));
  byId("make-one").addEventListener("click", () => makeTemplates(byId("one-group").value));
  byId("make-report").addEventListener("click", () => makeReport());
  byId("make-word").addEventListener("click", () => makeReport(true));
  byId("make-pdf").addEventListener("click", () => makeBeside("pdf"));
  byId("make-corrections").addEventListener("click", makeCorrections);
  for (const made of document.querySelectorAll("[data-open]"))
    made.addEventListener("click", () => openPlace(made.dataset.open));
  byId("open-folder").addEventListener("click", () => openPlace("folder"));
  byId("change-office").addEventListener("click", () => {
    page.choosing = "first";
    refresh().catch(tell);
  });
  startDeciding(decide);
  startEarlier(() => page.round, shown, tell);
  byId("round").addEventListener("change", (event) => {
    page.round = Number(event.target.value);
    page.stamp = "";
    refresh().catch(tell);
  });
  byId("copy-reminder").addEventListener("click", () =>
    navigator.clipboard.writeText(byId("reminder").value).then(() => (byId("told").textContent = "คัดลอกข้อความเตือนแล้ว")),
  );
  byId("end").addEventListener("click", async () => {
    page.ended = true;
    await postJson("/api/end").catch(() => null);
    document.body.replaceChildren(element("p", "ปิดโปรแกรมแล้ว ปิดหน้านี้ได้เลย เปิดใหม่ได้จากไอคอน"));
  });
  startDropping();
  refresh().catch(tell);
  setInterval(() => !page.busy && !page.ended && refresh().catch(tell), LOOK);
}

start();
