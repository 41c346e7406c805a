// Requests to the office's server. Every failure becomes a Refusal with a sentence for the person at the PC.

const TOKEN = "tidtam.token";

export const token = {
  get: () => localStorage.getItem(TOKEN) || "",
  set: (text) => localStorage.setItem(TOKEN, text.trim()),
  clear: () => localStorage.removeItem(TOKEN),
};

// `status` 0: no answer at all. `problems`: what is wrong with a file that was sent, if that is why.
export class Refusal extends Error {
  constructor(status, message, problems = []) {
    super(message);
    this.status = status;
    this.problems = problems;
  }

  get away() {
    return this.status === 0 || this.status >= 500;
  }
}

const NO_ANSWER = "ติดต่อเครื่องให้บริการไม่ได้";

export function refusalFrom(status, data) {
  const said = typeof data === "string" && status === 400 ? data : data?.detail;
  const text = typeof said === "string" ? said : "เครื่องให้บริการทำรายการนี้ไม่ได้";
  return new Refusal(status, text, data?.problems ?? []);
}

async function ask(method, path, { body, seconds = 30 } = {}) {
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
  if (!response.ok) throw refusalFrom(response.status, await response.json().catch(() => null));
  return response;
}

export const getJson = async (path) => (await ask("GET", path)).json();
export const postJson = async (path) => (await ask("POST", path)).json();
export const getBytes = async (path) => new Uint8Array(await (await ask("GET", path, { seconds: 120 })).arrayBuffer());
export const postBytes = async (path, bytes) => (await ask("POST", path, { body: bytes, seconds: 120 })).json();

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
    return (await globalThis.xwRequest.post(url, payload, { headers, timeout: 15000 })).data;
  } catch (error) {
    if (!error.response) throw new Refusal(0, NO_ANSWER);
    throw refusalFrom(error.response.status, error.response.data);
  }
}
