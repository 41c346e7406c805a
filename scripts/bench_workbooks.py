"""Returned workbooks for the benchmark: real templates of format C, filled in as groups would fill them.

One template is made by the template writer; every other workbook is the same template with another group's
names, numbers and texts in it, as Excel would save it: texts in the shared strings, results beside formulas.
The same seed gives the same bytes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from io import BytesIO
from pathlib import Path
from random import Random

from xl_addin.excel.addresses import parse_cell
from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.model.form.loader import load_form
from xl_addin.model.register import Group, Register, Section
from xl_addin.register.read_projects import projects_frame
from xl_addin.template.shared.round_data import round_data
from xl_addin.template.template import template_bytes

FORM, ROUND, FISCAL_YEAR = "rayong2", 4, 2566
PROJECTS = 40
OFFICE = "สำนักงานเขตพื้นที่การศึกษาตัวอย่าง เขต 1"
NOTES_SHEET = "บันทึกของกลุ่ม"
"""A second sheet of long texts that the groups added. Intake reads and tells it, the floor reads it too."""

FILE_DATE = (1980, 1, 1, 0, 0, 0)
BASE = "G0000"
CELL = re.compile(
    r'<c r="([A-Z]+\d+)"((?: s="\d+")?)[^>]*?(?:/>|>(?:(<f>[^<]*</f>))?(?:<v>([^<]*)</v>)?</c>)'
)

WORK = (
    "พัฒนาระบบข้อมูลเพื่อการวางแผนของ",
    "นิเทศและติดตามการจัดการเรียนรู้เชิงรุกของ",
    "ส่งเสริมการอ่านการเขียนภาษาไทยของ",
    "อบรมครูด้านการวัดและประเมินผลของ",
    "พัฒนาหลักสูตรสถานศึกษาและสื่อดิจิทัลของ",
    "เสริมสร้างความปลอดภัยในโรงเรียนของ",
    "สืบสานภูมิปัญญาและอาชีพท้องถิ่นร่วมกับ",
    "ดูแลช่วยเหลือและเยี่ยมบ้านนักเรียนของ",
)
CLAUSES = (
    "{date} ประชุมคณะทำงานเพื่อกำหนดรายละเอียดกิจกรรมและผู้รับผิดชอบ มีผู้เข้าร่วม {n} คน",
    "{date} อบรมเชิงปฏิบัติการครูผู้สอน {n} คน จากโรงเรียน {m} แห่ง โดยใช้กรณีจริงของห้องเรียน",
    "{date} ออกนิเทศติดตามโรงเรียน {m} แห่ง และสะท้อนผลให้ผู้บริหารกับครูทราบในวันเดียวกัน",
    "จัดทำเครื่องมือเก็บข้อมูลและทดลองใช้กับนักเรียน {n} คน แล้วปรับข้อคำถามที่ไม่ชัดเจน",
    "สรุปผลการดำเนินงานเป็นรายโรงเรียน พบว่านักเรียนร้อยละ {p} มีผลการเรียนสูงขึ้น",
    "{date} จัดแสดงผลงานของนักเรียน {m} ชิ้น มีผู้ปกครองและชุมชนเข้าชมประมาณ {n} คน",
    "ยังเหลือกิจกรรมแลกเปลี่ยนเรียนรู้ซึ่งกำหนดจัดหลังสอบปลายภาค เพราะสถานที่ไม่ว่าง",
    "ประสานองค์กรปกครองส่วนท้องถิ่นเพื่อขอใช้ห้องประชุมและยานพาหนะโดยไม่มีค่าใช้จ่าย",
    "ผู้เข้าร่วมพึงพอใจระดับมากร้อยละ {p} และเสนอให้เพิ่มเวลาฝึกปฏิบัติ",
    "ได้ชุดสื่อการเรียนรู้ {m} ชุด เผยแพร่ให้โรงเรียนทุกขนาดนำไปปรับใช้ตามบริบท",
)
MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "พ.ค.", "มิ.ย.", "ก.ค.")
STATUSES = {
    "in_progress": "อยู่ระหว่างดำเนินโครงการ",
    "completed": "จบโครงการ/รายงานผลการดำเนินโครงการเรียบร้อยแล้ว",
    "not_started": "ยังไม่ได้ดำเนินโครงการ",
}
LEFTOVER = "เหลือจ่าย ส่งคืน"


def group_id(number: int) -> str:
    return f"G{number:04d}"


def bench_register(groups: int, projects: int = PROJECTS, office: str = OFFICE) -> Register:
    """An office of so many groups with so many projects each; amounts as `returned_rows` has them."""
    form = load_form(FORM)
    rows = [row.registered(number) for number in range(groups) for row in returned_rows(number)[:projects]]
    return Register(
        form=form,
        office=office,
        office_short="สพป.ตัวอย่าง 1",
        fiscal_year=FISCAL_YEAR,
        settings=form.settings,
        groups=tuple(Group(group_id(number), _group_name(number)) for number in range(groups)),
        sections=(Section(1, "โครงการตามแผนปฏิบัติการ"),),
        params=(),
        projects=projects_frame(form, rows),
        deadlines={ROUND: 45000},
    )


def _group_name(number: int) -> str:
    return f"กลุ่มงานที่ {group_id(number)}"


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A project of a group as it was planned and filled in; amounts in satang."""

    number: int
    plans: tuple[int, ...]
    actuals: tuple[int, ...]
    status: str
    bullets: str
    note: str
    report_date: int | None
    leftover: str | None

    def project_id(self, group: int) -> str:
        return f"{group_id(group)}-{self.number:02d}"

    def project(self, group: int) -> str:
        return f"{WORK[self.number % len(WORK)]}โรงเรียนเครือข่ายที่ {self.number} ของ {group_id(group)}"

    def registered(self, group: int) -> dict[str, object]:
        """The project in the register."""
        return {
            "project_id": self.project_id(group),
            "no": self.number,
            "project": self.project(group),
            "group_id": group_id(group),
            "group": _group_name(group),
            "section_no": 1,
            "section": "โครงการตามแผนปฏิบัติการ",
            "budget": sum(self.plans),
            **{f"q{quarter}_plan": plan for quarter, plan in enumerate(self.plans, 1)},
        }

    def numbers(self) -> dict[str, int | None]:
        """Every number of the row: satang, a percent in hundredths, a day; blank is None."""
        budget, used = sum(self.plans), sum(self.actuals)
        return {
            "budget": budget,
            **{f"q{quarter}_plan": plan for quarter, plan in enumerate(self.plans, 1)},
            **{f"q{quarter}_actual": actual for quarter, actual in enumerate(self.actuals, 1)},
            "used_to_date": used,
            "remaining": budget - used,
            "percent_used": used * 10_000 // budget,
            "plan_to_date": budget,
            "report_date": None if self.report_date is None else self.report_date * 100,
        }

    def texts(self) -> dict[str, str | None]:
        return {"status": STATUSES[self.status], "bullets": self.bullets, "leftover_confirmed": self.leftover}


def returned_rows(number: int) -> list[ReturnedRow]:
    """What a group's 40 projects hold; one in thirty has a slip that a rule finds."""
    random = Random(f"tidtam {number}")
    return [_row(random, position) for position in range(1, PROJECTS + 1)]


def _row(random: Random, number: int) -> ReturnedRow:
    plans = tuple(random.randrange(5_000, 90_000) * 100 for _ in range(4))
    status = random.choices(tuple(STATUSES), (75, 15, 10))[0]
    shares = [0] * 4 if status == "not_started" else [random.randrange(20, 99) for _ in range(4)]
    actuals = [plan * share // 10_000 * 100 for plan, share in zip(plans, shares, strict=True)]
    if random.random() < 1 / 30:
        actuals[0] = plans[0] + 10_000
    done = status == "completed"
    return ReturnedRow(
        number,
        plans,
        tuple(actuals),
        status,
        _long_text(random),
        _long_text(random),
        45_170 + random.randrange(25) if done else None,
        LEFTOVER if done else None,
    )


def _long_text(random: Random) -> str:
    """Bullets of 300 to 600 characters."""
    wanted = random.randrange(300, 520)
    lines: list[str] = []
    while sum(map(len, lines)) < wanted:
        clause = random.choice(CLAUSES).format(
            date=f"วันที่ {random.randrange(1, 29)} {random.choice(MONTHS)} 66",
            n=random.randrange(15, 400),
            m=random.randrange(3, 60),
            p=random.randrange(60, 99),
        )
        lines.append(f"- {clause}")
    return "\n".join(lines)


def write_returned(
    folder: Path, groups: int, projects: int = PROJECTS, office: str = OFFICE
) -> Iterator[Path]:
    """Write the workbooks of so many groups of an office; those that are there already are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp: Stamp | None = None
    for number in range(groups):
        path = folder / f"{group_id(number)}.xlsx"
        if not path.exists():
            stamp = stamp or Stamp(projects, office)
            write_whole(path, stamp.workbook(number))
        yield path


def template_digest() -> str:
    """Changes when the generated workbooks would."""
    return sha256(Stamp().workbook(0)).hexdigest()[:12]


class Stamp:
    """The template of the first group, taken apart once, to be filled for any group."""

    def __init__(self, projects: int = PROJECTS, office: str = OFFICE) -> None:
        self.projects = projects
        register = bench_register(1, projects, office)
        data = round_data(register.form, register, ROUND, None)
        with zipfile.ZipFile(BytesIO(template_bytes(data, register.groups[0]))) as package:
            parts = {name: package.read(name).decode() for name in package.namelist()}
        self.sheet = f"xl/worksheets/{_sheet_part(parts, register.form.template.sheet)}"
        self.pieces, self.slots = _taken_apart(parts.pop(self.sheet))
        strings = parts.pop("xl/sharedStrings.xml")
        self.strings, _, _ = strings.rpartition("</sst>")
        self.count = strings.count("<si>")
        self.notes = _add_sheet(parts, NOTES_SHEET)
        keys, self.rows = self._table(strings)
        self.columns = {column: key for key, column in keys.items()}
        named = ("docProps/custom.xml", "docProps/core.xml")
        self.named = {name: parts.pop(name) for name in named}
        # What is alike in all files is compressed once: files are added to this package.
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w") as package:
            for name, content in parts.items():
                package.writestr(zipfile.ZipInfo(name, FILE_DATE), content, zipfile.ZIP_DEFLATED)
        self.package = buffer.getvalue()

    def _table(self, strings: str) -> tuple[dict[str, int], dict[int, int]]:
        """(column of each key, index of the project in each row) as the key row and the ids say."""
        texts = re.findall(r"<si><t[^>]*>([^<]*)</t></si>", strings)
        shown = {
            (slot.row, slot.column): texts[int(found[1])]
            for slot in self.slots
            if (found := re.search(r' t="s"><v>(\d+)</v>', slot.xml))
        }
        key_row = next(row for (row, column), text in shown.items() if column == 1 and text == "project_id")
        keys = {text: column for (row, column), text in shown.items() if row == key_row}
        ids = {row: text for (row, column), text in shown.items() if column == 1 and text.startswith(BASE)}
        return keys, {row: int(text[-2:]) - 1 for row, text in ids.items()}

    def workbook(self, number: int) -> bytes:
        """The workbook that the group of this number returned."""
        rows = returned_rows(number)[: self.projects]
        added: dict[str, int] = {}

        def index(text: str) -> int:
            return added.setdefault(text, self.count + len(added))

        numbers = [row.numbers() for row in rows]
        texts = [row.texts() for row in rows]
        totals = {key: sum(row[key] or 0 for row in numbers) for key in numbers[0]}
        xml = []
        for piece, slot in zip(self.pieces, self.slots, strict=False):
            xml.append(piece)
            key = self.columns.get(slot.column, "")
            at = self.rows.get(slot.row)
            value: str | None = None
            if at is None:
                if slot.formula and key in totals:
                    value = slot.number(totals[key])
            elif key in numbers[at]:
                amount = numbers[at][key]
                value = slot.blank() if amount is None else slot.number(amount)
            elif key in texts[at]:
                text = texts[at][key]
                value = slot.blank() if text is None else slot.text(index(text))
            elif slot.formula:
                value = slot.message("")
            xml.append(slot.xml if value is None else value)
        xml.append(self.pieces[-1])
        notes = [(index(row.project(number)), index(row.note)) for row in rows]
        strings = self.strings.replace(BASE, group_id(number)) + "".join(
            f'<si><t xml:space="preserve">{escape(text, quote=False)}</t></si>' for text in added
        )
        return self._packed(number, "".join(xml), strings + "</sst>", _notes_xml(notes))

    def _packed(self, number: int, sheet: str, strings: str, notes: str) -> bytes:
        contents = {name: xml.replace(BASE, group_id(number)) for name, xml in self.named.items()}
        contents |= {self.sheet: sheet, "xl/sharedStrings.xml": strings, self.notes: notes}
        buffer = BytesIO(self.package)
        with zipfile.ZipFile(buffer, "a") as package:
            for name, content in contents.items():
                package.writestr(zipfile.ZipInfo(name, FILE_DATE), content, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell of the template: its place, style, formula element, and its whole XML."""

    row: int
    column: int
    address: str
    style: str
    formula: str
    xml: str

    def number(self, hundredths: int) -> str:
        value = f"{hundredths / 100:.15g}"
        return f'<c r="{self.address}"{self.style}>{self.formula}<v>{value}</v></c>'

    def text(self, index: int) -> str:
        return f'<c r="{self.address}"{self.style} t="s"><v>{index}</v></c>'

    def message(self, text: str) -> str:
        return f'<c r="{self.address}"{self.style} t="str">{self.formula}<v>{text}</v></c>'

    def blank(self) -> str:
        return f'<c r="{self.address}"{self.style}/>'


def _taken_apart(xml: str) -> tuple[list[str], list[Slot]]:
    """The XML between cells (one piece more than cells) and the cells."""
    pieces, slots, end = [], [], 0
    for found in CELL.finditer(xml):
        row, column = parse_cell(found[1])
        pieces.append(xml[end : found.start()])
        slots.append(Slot(row, column, found[1], found[2], found[3] or "", found[0]))
        end = found.end()
    return [*pieces, xml[end:]], slots


def _sheet_part(parts: dict[str, str], name: str) -> str:
    names = re.findall(r'<sheet name="([^"]*)"', parts["xl/workbook.xml"])
    return f"sheet{names.index(name) + 1}.xml"


def _add_sheet(parts: dict[str, str], name: str) -> str:
    """Add an empty visible sheet to the parts that list sheets; gives the name of its own part."""
    part = "xl/worksheets/sheet99.xml"
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    for file, closing, element in (
        ("[Content_Types].xml", "</Types>", f'<Override PartName="/{part}" ContentType="{main}"/>'),
        ("xl/workbook.xml", "</sheets>", f'<sheet name="{name}" sheetId="99" r:id="rId99"/>'),
        (
            "xl/_rels/workbook.xml.rels",
            "</Relationships>",
            f'<Relationship Id="rId99" Type="{relation}" Target="worksheets/sheet99.xml"/>',
        ),
    ):
        parts[file] = parts[file].replace(closing, element + closing)
    return part


def _notes_xml(rows: list[tuple[int, int]]) -> str:
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>{name}</v></c><c r="B{row}" t="s"><v>{note}</v></c></row>'
        for row, (name, note) in enumerate(rows, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )
