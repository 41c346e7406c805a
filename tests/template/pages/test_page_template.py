"""Workbooks with one sheet per project: their formulas say what the program says, and all of it prints."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support import pdf
from tests.support.pages import fields_of, filled, office, words_of
from tests.support.projects import judged
from tests.support.soffice import Soffice
from tests.support.templates import tampered
from xl_addin.demo.examples import demo_register
from xl_addin.excel.addresses import parse_reference
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.expressions.excel_formula import is_native
from xl_addin.model.expressions.language import parse
from xl_addin.model.expressions.message_templates import parts
from xl_addin.model.form.loader import load_form
from xl_addin.model.form.schema import Form
from xl_addin.model.values.kinds import SCALE
from xl_addin.register.writer import write_register
from xl_addin.template.make_templates import CannotMake, make_templates, prepared_rows
from xl_addin.template.master import master_bytes
from xl_addin.template.shared.round_data import round_data
from xl_addin.template.template import template_bytes

pytestmark = pytest.mark.slow

D, E = load_form("chiangmai2"), load_form("yasothon2")
WORDS = [
    "ประชุม",
    "อบรมครู",
    "นิเทศโรงเรียน",
    "ติดตามผล",
    "สรุปรายงาน",
    "ผู้เข้าร่วม",
    "ผ่านเกณฑ์",
    "ระดับดีมาก",
    "ห้องเรียน",
    "งบประมาณ",
]

D_PROJECTS: list[dict[str, Any]] = [
    {
        "q1_plan": 100,
        "q2_plan": 20_000.5,
        "status": "completed",
        "actual": 12_500.25,
        "output": "-",
        "problems": "=1+1",
    },
    {"q2_plan": 3_000, "status": "not_started", "actual": 0},
    {
        "q2_plan": None,
        "status": "in_progress",
        "actual": 3_600,
        "reason": "ได้รับเพิ่ม",
        "strategy_goal_none": "none",
        "strategy_goal": "มีผล",
    },
    {"exempt": "exempt", "q2_plan": 900, "status": "completed"},
    {"q2_plan": 700},
]
D_TABLES: list[dict[str, Any]] = [
    {
        "indicators": [{"indicator": "ร้อยละของครู", "target": "80"}],
        "activities": [
            {"level": "main", "activity": "อบรม", "status": "completed", "result": "ครบ"},
            {"level": "sub", "activity": "สรุป", "status": "in_progress"},
            {"activity": "ลืมเลือกระดับ"},
        ],
    },
    {},
    {
        "activities": [
            {"level": "main", "activity": str(n), "status": "completed", "result": "ครบ"} for n in range(8)
        ]
    },
    {},
    {},
]
E_PROJECTS: list[dict[str, Any]] = [
    {
        "budget_area_office": 50_000,
        "budget_obec": 0,
        "budget_other": None,
        "project_type": "new",
        "start_date": (2562, 11, 1),
        "end_date": (2563, 8, 31),
        "q1_plan": 20_000,
        "q2_plan": 29_999.99,
    },
    {
        "budget_area_office": 0,
        "start_date": (2563, 8, 31),
        "end_date": (2562, 11, 1),
        "plan_name": "แผนงานพื้นฐาน",
    },
]
E_TABLES: list[dict[str, Any]] = [
    {
        "budget_lines": [
            {
                "item": "อาหาร",
                "people": 18,
                "rate": 33,
                "times": 2,
                "meal": "no",
                "operating": 1_080,
                "in_budget": 1_080,
                "total": 1_080,
            },
            {
                "item": "อาหารกลางวัน",
                "people": 10,
                "rate": 130.5,
                "times": 2.5,
                "meal": "yes",
                "operating": 3_262.5,
                "total": 3_262,
            },
            {
                "item": "อาหารเย็น",
                "people": 10,
                "rate": 150,
                "meal": "yes",
                "operating": 1_500,
                "off_budget": 1_500,
            },
            {"item": "หัวข้อ"},
            {"people": 3, "materials": 45_000, "in_budget": 45_000},
        ],
        "activities": [
            {"activity": "ประชุม", "first_month": "m10", "last_month": "m12"},
            {"activity": "สรุป", "first_month": "m03", "last_month": "m01"},
            {"activity": "นิเทศ", "first_month": "m01"},
        ],
        "indicators": [{"indicator": "ร้อยละ"}],
    },
    {},
]
FIRST_KEYS = {"activities": "level", "indicators": "aspect", "budget_lines": "item"}
CASES = {"chiangmai2": (D, D_PROJECTS, D_TABLES, 2567, 2), "yasothon2": (E, E_PROJECTS, E_TABLES, 2563, 1)}


def long_text(length: int, name: str) -> str:
    """Words up to a length; the first and the last are only of this text."""
    chosen = random.Random(name)
    text, end = f"ขึ้นต้น{name}", f" ลงท้าย{name}"
    while len(text) + len(end) < length:
        text += " " + chosen.choice(WORDS)
    return text[: length - len(end)] + end


def longest_form() -> tuple[dict[str, Any], dict[str, Any]]:
    """A form of D with every text at its longest, seven activities with sub-items and ten indicators."""
    project: dict[str, Any] = {
        column.key: long_text(column.maximum_length, column.key.replace("_", ""))
        for column in D.columns
        if column.fill == "group" and column.kind == "long_text"
    }
    project |= {"status": "in_progress", "actual": 5_000, "q2_plan": 6_000}
    activities = []
    for n in range(7):
        name = {"activity": long_text(150, f"กิจกรรม{n}"), "result": long_text(900, f"ผลกิจกรรม{n}")}
        activities.append({"level": "main", "status": "in_progress", **name})
        activities += [
            {
                "level": "sub",
                "activity": long_text(90, f"ย่อย{n}{m}"),
                "result": long_text(200, f"ผลย่อย{n}{m}"),
            }
            for m in range(2)
        ]
    indicators = [
        {"indicator": long_text(180, f"ตัวชี้วัด{n}"), "target": "80", "result": long_text(120, f"วัดได้{n}")}
        for n in range(10)
    ]
    return project, {"activities": activities, "indicators": indicators}


@pytest.fixture(scope="module")
def templates() -> dict[str, bytes]:
    return {
        form_id: filled(form, projects, tables, fiscal_year=year, round_=round_)
        for form_id, (form, projects, tables, year, round_) in CASES.items()
    }


@pytest.fixture(scope="module")
def recalculated(
    soffice: Soffice, templates: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    paths = []
    rows = {
        "activities": [{"activity": str(n)} for n in range(24)],
        "indicators": [{"unit": str(n)} for n in range(8)],
    }
    full = {"full": filled(D, [{}], [rows], fiscal_year=2567, round_=2)}
    for form_id, book in (templates | full).items():
        (folder / f"{form_id}.xlsx").write_bytes(book)
        paths.append(tampered(folder / f"{form_id}.xlsx", folder / f"{form_id}-wrong.xlsx"))
    return dict(zip([*templates, "full"], soffice.recalculate(paths, folder / "out"), strict=True))


@pytest.fixture(scope="module")
def printed(soffice: Soffice, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("print")
    project, tables = longest_form()
    books = {
        "longest": filled(D, [project], [tables], fiscal_year=2567, round_=2),
        "plan": filled(E, E_PROJECTS, E_TABLES, fiscal_year=2563),
    }
    for name, book in books.items():
        (folder / f"{name}.xlsx").write_bytes(book)
    return dict(
        zip(books, soffice.convert([folder / f"{name}.xlsx" for name in books], folder / "pdf"), strict=True)
    )


def native_rules(form: Form) -> set[str]:
    """Ids of rules that Excel can check, and of those about single entries."""
    ids = {"required_blank"}
    for rule in form.rules:
        said = [
            part for text in (rule.message, rule.fix) for part in parts(text) if not isinstance(part, str)
        ]
        conditions = [parse(text) for text in (rule.check, rule.when) if text is not None]
        if all(is_native(expression) for expression in [*conditions, *said]):
            ids.add(rule.id)
    return ids


@pytest.mark.parametrize("form_id", CASES)
def test_the_workbook_s_own_formulas_say_what_the_program_says(
    recalculated: dict[str, Path], templates: dict[str, bytes], form_id: str
) -> None:
    form, projects, tables, year, round_ = CASES[form_id]
    said = words_of(recalculated[form_id], templates[form_id])
    values = fields_of(recalculated[form_id], templates[form_id])
    told = 0
    for number, (project, children) in enumerate(zip(projects, tables, strict=True), 1):
        found = judged(form, [{"no": number, **project}], children, fiscal_year=year, round_=round_)
        wanted = {
            f"{entry.problem.message} — {entry.problem.fix}"
            for entry in found.problems
            if entry.problem.rule in native_rules(form)
        }
        assert said[f"P{number:03d}"] == wanted
        told += len(wanted)
        for column in form.columns:
            if column.fill != "computed":
                continue
            value, shown = found.frame[column.key].iloc[0], values[f"P{number:03d}"][column.key]
            if column.kind in SCALE and shown not in (None, ""):
                assert round(shown * 10 ** SCALE[column.kind]) == value, column.key
            else:
                assert (shown or None) == (value if isinstance(value, str) else None), column.key
    assert told > 15


@pytest.mark.parametrize(("form_id", "page", "table"), [("chiangmai2", 3, "indicators")])
def test_what_a_table_lacks_is_said_and_marked_in_its_first_row(
    recalculated: dict[str, Path], form_id: str, page: int, table: str
) -> None:
    sheet = openpyxl.load_workbook(recalculated[form_id], data_only=True)[f"โครงการ {page}"]
    fix = next(rule.fix for rule in D.rules if rule.id == "no_indicator")
    [said] = [cell for row in sheet.iter_rows(min_row=2) for cell in row if fix in str(cell.value)]
    [key] = [cell for cell in sheet[said.row - 1] if cell.value == FIRST_KEYS[table]]
    marked = {str(area.sqref).split()[0].split(":")[0] for area in sheet.conditional_formatting}
    assert key.offset(row=1).coordinate in marked


def test_every_word_of_the_longest_form_is_printed(printed: dict[str, Path]) -> None:
    project, tables = longest_form()
    texts = [value for value in project.values() if isinstance(value, str) and len(value) > 50]
    texts += [text for rows in tables.values() for row in rows for text in row.values() if len(text) > 50]
    pages = pdf.squeeze("".join(pdf.texts(printed["longest"])))
    missing = [text[:30] + text[-20:] for text in texts if pdf.squeeze(text) not in pages]
    assert len(texts) == 10 + 7 * 6 + 20
    assert missing == []


def test_the_list_prints_the_names_of_projects_whole(soffice: Soffice, tmp_path: Path) -> None:
    """LibreOffice prints the text of a link on one line, cut at the edge of its cell."""
    register = demo_register("yasothon2")
    data = round_data(register.form, register, 1, None)
    owner = data.frame["group_id"][data.frame["project"].str.len().idxmax()]
    group = register.group(owner)
    names = [str(name) for name in data.rows_of(group.id)["project"]]
    path = tmp_path / "list.xlsx"
    path.write_bytes(template_bytes(data, group))
    [printed] = soffice.convert([path], tmp_path / "pdf")
    [first, *_] = pdf.texts(printed)
    assert [name for name in names if pdf.squeeze(name) not in pdf.squeeze(first)] == []
    [longest] = [pdf.squeeze(name) for name in names if len(name) > 60]
    assert not any(longest in pdf.squeeze(line) for line in first.splitlines()), "on one line: cut"


@pytest.mark.parametrize("name", ["longest", "plan"])
def test_pages_are_a4_portrait_and_none_is_empty_or_cut(printed: dict[str, Path], name: str) -> None:
    # What a group proposes stands in a table of its own, on the page at the end.
    *sizes, last = (str(size) for size in pdf.page_sizes(printed[name]))
    assert set(sizes) == {"A4 portrait"}
    assert last == ("A4 landscape" if name == "plan" else "A4 portrait")
    assert pdf.blank_pages(printed[name]) == []
    assert pdf.pages_with_hashes(printed[name]) == []


def test_a_table_that_is_full_says_so_beneath_it(recalculated: dict[str, Path]) -> None:
    assert "บรรทัดเต็มแล้ว" in room_under(recalculated["full"], "activities")
    assert "เหลือบรรทัดว่าง 2" in room_under(recalculated["full"], "indicators")
    assert room_under(recalculated["yasothon2"], "budget_lines") == ""


def room_under(path: Path, table: str) -> str:
    """The words under the last prepared row of a table on the first project's sheet."""
    sheet = openpyxl.load_workbook(path, data_only=True)["โครงการ 1"]
    keys = next(row for row in range(1, 200) if sheet.cell(row, 3).value == FIRST_KEYS[table])
    last = max(row for row in range(keys + 1, keys + 70) if sheet.cell(row, 1).value == "P001")
    prepared = next(row for row in range(keys + 1, last + 2) if sheet.cell(row, 1).value != "P001")
    return str(sheet.cell(prepared, 3).value or "")


def prepared(path: Path) -> dict[str, int]:
    """Prepared rows of each small table of a written template."""
    rows = {}
    for name in read_workbook(path).defined_names:
        reference = parse_reference(name.reference)
        if reference is not None and name.name.startswith("t_") and name.name != "t_fields":
            rows[name.name.removeprefix("t_")] = reference.range.last_row - reference.range.first_row
    return rows


def test_one_step_prepares_more_rows(tmp_path: Path) -> None:
    register = office(E, E_PROJECTS, 2563)
    write_register(tmp_path / "register.xlsx", E, register)
    made = make_templates(tmp_path / "register.xlsx", tmp_path / "out", 1, rows={"budget_lines": 60})
    assert prepared(made.files[0]) == {
        "budget_lines": 60,
        "activities": 14,
        "indicators": 8,
        "proposals": 3,
    }
    with pytest.raises(CannotMake) as refused:
        make_templates(tmp_path / "register.xlsx", tmp_path / "out", 1, rows=prepared_rows(["line=60"]))
    assert "budget_lines" in refused.value.problems[0].message


def test_an_exempt_project_s_sheet_asks_for_nothing_but_its_status(templates: dict[str, bytes]) -> None:
    book = read_workbook(templates["chiangmai2"])
    shown = {cell.value for cell in book.sheet("โครงการ 4").cells.values()}  # type: ignore[union-attr]
    assert "สถานะของโครงการ" in shown
    assert not any("ความก้าวหน้าของเป้าหมาย" in str(text) for text in shown)


@pytest.mark.parametrize("form_id", CASES)
def test_a_master_is_the_same_bytes_every_time(form_id: str) -> None:
    form = CASES[form_id][0]
    assert master_bytes(form) == master_bytes(form)
