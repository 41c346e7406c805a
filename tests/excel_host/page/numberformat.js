// What a cell shows of its value: number formats as the templates use them, with Thai digits and the Buddhist era.
"use strict";

const THAI_MONTHS = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."];
const THAI_MONTH_NAMES = ["มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"];

const dateOf = (serial) => new Date(Math.round((serial - 25569) * 864e5));

// Parts of a format: [quoted text] as it stands, [bracketed] tags, and the rest.
const FORMAT_PARTS = /"[^"]*"|\\.|\[[^\]]*\]|_.|\*./g;
const bare = (format) => format.replace(FORMAT_PARTS, "");
const isDateFormat = (format) => /[dmy]/i.test(bare(format)) && !/[0#]/.test(bare(format));

function shownNumber(value, format) {
  if (format === "General" || format === "@") return String(Number(value.toPrecision(11)));
  const sections = format.match(/(?:"[^"]*"|\[[^\]]*\]|[^;])+/g) ?? ["General"];
  const at = value > 0 ? 0 : value < 0 ? 1 : 2;
  const section = sections[at] ?? sections[0];
  const signed = at === 1 && sections.length > 1 ? -value : value;
  const tag = Number.parseInt(section.match(/\[\$[^-\]]*-([0-9A-F]+)\]/i)?.[1] ?? "0", 16);
  const text = isDateFormat(section) ? shownDate(signed, section, tag) : shownDigits(signed, section);
  return tag >>> 24 === 0x0d ? text.replace(/\d/g, (digit) => "๐๑๒๓๔๕๖๗๘๙"[digit]) : text;
}

// The second byte of the tag is the calendar: 7 = Buddhist era.
function shownDate(serial, format, tag) {
  const date = dateOf(serial);
  const [day, month] = [date.getUTCDate(), date.getUTCMonth()];
  const year = date.getUTCFullYear() + (((tag >>> 16) & 0xff) === 7 ? 543 : 0);
  const written = {
    d: day, dd: String(day).padStart(2, "0"), m: month + 1, mm: String(month + 1).padStart(2, "0"),
    mmm: THAI_MONTHS[month], mmmm: THAI_MONTH_NAMES[month], yy: String(year).slice(-2), yyyy: year,
  };
  return format.replace(/"[^"]*"|\[[^\]]*\]|\\.|(d+|m+|y+)/gi, (part, code) =>
    code ? written[code.toLowerCase()] ?? code : part.startsWith("[") ? "" : part.replace(/["\\]/g, ""));
}

function shownDigits(value, format) {
  const code = bare(format);
  const digits = code.match(/[#0,]+(\.[#0]*)?/)?.[0];
  if (!digits) return format.replace(FORMAT_PARTS, (part) => (part.startsWith('"') ? part.slice(1, -1) : ""));
  const [whole, places = ""] = digits.split(".");
  const number = (code.includes("%") ? value * 100 : value).toLocaleString("en-US", {
    useGrouping: whole.includes(","),
    minimumFractionDigits: (places.match(/0/g) ?? []).length,
    maximumFractionDigits: places.length,
  });
  const dot = digits.includes(".") && !number.includes(".") ? "." : "";
  let written = false;
  return format.replace(/"[^"]*"|\\.|\[[^\]]*\]|_.|\*.|[#0,]+(?:\.[#0]*)?/g, (part) => {
    if (part.startsWith('"')) return part.slice(1, -1);
    if (!/^[#0,]/.test(part) || written) return "";
    written = true;
    return number + dot;
  });
}

function shownValue(value, format) {
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  return typeof value === "number" ? shownNumber(value, format) : String(value ?? "");
}

// What stands in the cell while it is edited: a date as it would be typed, everything else as it is held.
function typedText({ v, f, nf }) {
  if (f) return f;
  if (typeof v !== "number" || !isDateFormat(nf)) return shownValue(v, "General");
  const date = dateOf(v);
  return `${date.getUTCDate()}/${date.getUTCMonth() + 1}/${date.getUTCFullYear()}`;
}
