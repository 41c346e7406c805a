// Requests to the office's server. Every failure becomes a Refusal with a sentence for the person at the PC.

const TOKEN = "tidtam.token";
const KNOWN = "tidtam.known";
const MOST_KNOWN = 4;

export const token = {
  get: () => localStorage.getItem(TOKEN) || "",
  set: (text) => localStorage.setItem(TOKEN, text.trim()),
  clear: () => localStorage.removeItem(TOKEN),
};

// Codes that were let in on this PC, the last one first: who changes between two of them types neither again.
export const knownCodes = {
  get() {
    try {
      return JSON.parse(localStorage.getItem(KNOWN)) ?? [];
    } catch {
      return [];
    }
  },
  add: (code, name) => knownCodes.keep([{ code, name }, ...knownCodes.others(code)]),
  forget: (code) => knownCodes.keep(knownCodes.others(code)),
  others: (code) => knownCodes.get().filter((known) => known.code !== code),
  keep: (codes) => localStorage.setItem(KNOWN, JSON.stringify(codes.slice(0, MOST_KNOWN))),
};

// `status` 0: no answer at all. `problems`: what is wrong with a file that was sent, if that is why; `lost`: what a
// file that is there already has over it.
export class Refusal extends Error {
  constructor(status, message, data = null) {
    super(message);
    this.status = status;
    this.problems = data?.problems ?? [];
    this.lost = data?.lost ?? [];
  }

  get away() {
    return this.status === 0 || this.status >= 500;
  }
}

const NO_ANSWER = "ติดต่อเครื่องให้บริการไม่ได้";
const OTHER_PAGE =
  "ได้หน้าเว็บอื่นแทนคำตอบของเครื่องให้บริการ มักเป็นหน้าเข้าสู่ระบบของเครือข่าย เปิดเบราว์เซอร์แล้วเข้าสู่ระบบเครือข่ายก่อน";
const NOT_DONE = "เครื่องให้บริการทำรายการนี้ไม่ได้";
const IN_THAI = /[ก-๙]/;

// What a person is told of an error: a refusal's own sentence; of anything else `otherwise`, and the console the rest.
export function wordsOf(error, otherwise) {
  if (error instanceof Refusal) return error.message;
  console.error(error);
  return otherwise;
}

export function refusalFrom(status, data) {
  const said = typeof data === "string" && status === 400 ? data : data?.detail;
  return new Refusal(status, IN_THAI.test(said) ? said : NOT_DONE, data);
}

async function ask(method, path, read, { body, seconds = 30 } = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      body,
      headers: { Authorization: token.get() },
      signal: AbortSignal.timeout(seconds * 1000),
    });
  } catch {
    throw new Refusal(0, NO_ANSWER);
  }
  if (isPage(response.headers.get("Content-Type"))) throw new Refusal(0, OTHER_PAGE);
  if (!response.ok) throw refusalFrom(response.status, await response.json().catch(() => null));
  // An answer may break off in the middle, too.
  return read(response).catch((error) => {
    console.error(error);
    throw new Refusal(0, NO_ANSWER);
  });
}

// The office's server answers with data; a page comes from somebody in between.
const isPage = (type) => (type ?? "").startsWith("text/html");

const json = (response) => response.json();
const bytes = async (response) => new Uint8Array(await response.arrayBuffer());

export const getJson = (path) => ask("GET", path, json);
export const postJson = (path) => ask("POST", path, json);
export const getBytes = (path) => ask("GET", path, bytes, { seconds: 120 });
export const postBytes = (path, body) => ask("POST", path, json, { body, seconds: 120 });

// The live check goes the way of xlwings' scripts: the answer is a list of actions for xlwings.runActions.
export async function callScript(name, position, sheetNames, args) {
  const nothing = { values: [[]], tables: [], pictures: [], shapes: [], charts: [], notes: [], used_range_address: null };
  const payload = {
    client: "Office.js",
    version: globalThis.config.xlwingsVersion,
    book: { name: "", active_sheet_index: position, selection: null, calculation: "Automatic" },
    names: [],
    sheets: sheetNames.map((sheet) => ({ name: sheet, ...nothing })),
    args,
  };
  const { token: pass, provider } = await globalThis.getAuth();
  try {
    const url = `${window.location.origin}${globalThis.config.appPath}/xlwings/custom-scripts-call/${name}`;
    const headers = { "Content-Type": "application/json", Authorization: pass, "Auth-Provider": provider };
    const { data } = await globalThis.xwRequest.post(url, payload, { headers, timeout: 15000 });
    if (typeof data === "string") throw new Refusal(0, OTHER_PAGE);
    return data;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (!error.response) throw new Refusal(0, NO_ANSWER);
    if (isPage(error.response.headers?.["content-type"])) throw new Refusal(0, OTHER_PAGE);
    throw refusalFrom(error.response.status, error.response.data);
  }
}
