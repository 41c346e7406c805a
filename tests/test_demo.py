"""The demo: real offices end to end, with what goes wrong in life, and the sums their reports must have."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from tests.support.commands import Said, run_python
from tests.support.looking import looked_at
from tests.support.soffice import Soffice
from tests.support.templates import differing
from tests.support.typing import tidy_data
from xl_addin.consolidate.consolidated import GroupState
from xl_addin.demo.demo import Shown, make_demo
from xl_addin.demo.demo_options import demo_offices, demo_plan
from xl_addin.demo.entries import demo_entries
from xl_addin.demo.examples import demo_register, example_rows
from xl_addin.excel.addresses import parse_cell
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.problems.problem import Severity
from xl_addin.model.thai.dates_in_text import find_dates
from xl_addin.model.thai.fiscal_calendar import to_date_bounds
from xl_addin.model.thai.words import arabic_digits

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def shown(out: Path) -> dict[str, Shown]:
    """All offices of the demo; what came out by the report's path below `out`."""
    made = [entry for form_id in demo_offices() for entry in make_demo(form_id, out)]
    return {entry.report.relative_to(out).as_posix(): entry for entry in made}


def data(report: Path, round_: int) -> pd.DataFrame:
    """The tidy data of one round, by project."""
    rows = pd.DataFrame(tidy_data(report))
    return rows[rows["round"] == round_].set_index("project_id")


def figure(report: Path, label: str) -> float:
    """The number beside a label on the summary page."""
    rows = looked_at(report, values=True)["สรุป"].iter_rows(values_only=True)
    return next(row[1] for row in rows if row[0] == label)


@pytest.mark.parametrize(
    ("report", "round_", "sums"),
    [
        (
            "spm2/report-complete.xlsx",
            1,
            {"budget": 3_233_000, "used_to_date": 13_820, "remaining": 3_219_180},
        ),
        (
            "khonkaen2/report-complete.xlsx",
            1,
            {"budget": 2_702_385, "used_to_date": 305_281, "remaining": 2_397_104},
        ),
        (
            "rayong2/report-complete.xlsx",
            2,
            {"budget": 918_700, "q1_actual": 141_510, "q2_actual": 198_970, "used_to_date": 340_480}
            | {"q1_plan": 180_040, "q2_plan": 319_230, "q3_plan": 163_690, "q4_plan": 255_740},
        ),
        (
            "chiangmai2/round-1/report-complete.xlsx",
            1,
            {"plan": 355_535, "actual": 353_510, "used_to_date": 353_510},
        ),
        (
            "chiangmai2/report-complete.xlsx",
            2,
            {"plan": 321_205, "actual": 171_001.28, "used_to_date": 524_511.28},
        ),
        (
            "yasothon2/report-complete.xlsx",
            1,
            {"budget": 763_800, "budget_area_office": 763_800, "form_total": 763_800},
        ),
    ],
)
def test_the_complete_report_has_the_sums_of_the_office(
    out: Path, shown: dict[str, Shown], report: str, round_: int, sums: dict[str, float]
) -> None:
    rows = data(out / report, round_)
    assert {key: round(float(rows[key].sum()), 2) for key in sums} == sums
    assert shown[report].groups[GroupState.RETURNED] == sum(shown[report].groups.values())
    assert shown[report].problems[Severity.ERROR] == 0


@pytest.mark.parametrize(
    ("office", "round_", "name", "amounts"),
    [
        ("chiangmai2", 2, "t_data", {"actual"}),
        ("chiangmai2", 2, "t_data_activities", set()),
        ("chiangmai2", 2, "t_data_indicators", set()),
        ("yasothon2", 1, "t_data_activities", set()),
        ("yasothon2", 1, "t_data_indicators", set()),
        ("yasothon2", 1, "t_data_budget_lines", {"rate", "remuneration", "operating", "materials"}),
    ],
)
def test_every_figure_and_text_of_tidy_data_stands_in_the_cell_that_it_names(
    out: Path, shown: dict[str, Shown], office: str, round_: int, name: str, amounts: set[str]
) -> None:
    rows = [
        row
        for row in tidy_data(out / office / "report-complete.xlsx", name)
        if row["round"] == round_ and row["file"]
    ]
    folder = out / office / "returned-complete"
    sheets = {
        (file, sheet.name): sheet.cells
        for file in {row["file"] for row in rows}
        for sheet in read_workbook((folder / file).read_bytes()).sheets
    }
    led: Counter[str] = Counter()
    for row in rows:
        for key in (key.removesuffix("_cell") for key in row if key.endswith("_cell")):
            value, cell = row.get(f"{key}_label") or row[key], row[f"{key}_cell"]
            if value is None:
                continue
            typed = sheets[row["file"], row["sheet"]][parse_cell(cell)].value or ""
            if isinstance(value, int | float):
                number = arabic_digits(typed).replace(",", "").removesuffix(".-")
                assert float(number) == pytest.approx(value), (key, cell)
            elif isinstance(value, str):
                assert "".join(typed.split()) == "".join(value.split()), (key, cell)
            led[key] += 1
    assert amounts <= led.keys()
    assert sum(led.values()) > len(rows) > 0


def test_chiangmai2_s_projects_by_status(out: Path, shown: dict[str, Shown]) -> None:
    report = out / "chiangmai2/report-complete.xlsx"
    statuses = Counter(data(report, 2)["status"])
    assert statuses == {"completed": 5, "in_progress": 12, "not_started": 5}
    book = looked_at(report, values=True)
    for sheet, count in (("แล้วเสร็จ", 5), ("อยู่ระหว่างดำเนินการ", 12), ("ยังไม่ได้ดำเนินการ", 5)):
        numbers = [row[0] for row in book[sheet].iter_rows(values_only=True) if isinstance(row[0], int)]
        assert numbers == list(range(1, count + 1))


def test_chiangmai2_s_first_quarter_stands_beside_the_second(out: Path, shown: dict[str, Shown]) -> None:
    first = data(out / "chiangmai2/round-1/report-complete.xlsx", 1)
    second = data(out / "chiangmai2/report-complete.xlsx", 2)
    assert (second["actual_before"] == first["used_to_date"]).all()
    sheet = looked_at(out / "chiangmai2/report-complete.xlsx", values=True)["แบบรายงาน"]
    money = {row[0]: [cell for cell in row[1:] if cell is not None] for row in sheet.values if row[0]}
    assert {"ไตรมาสที่ ๑", "ไตรมาสที่ ๒", "สะสมถึงไตรมาสที่ ๒"} <= money.keys()


def test_activities_of_the_first_quarter_are_kept_in_the_second_s_report(
    out: Path, shown: dict[str, Shown]
) -> None:
    def activities(report: str, round_: int) -> list[tuple[object, ...]]:
        sheet = looked_at(out / report, values=True)["ข้อมูล_กิจกรรมที่ดำเนินการ"]
        keys = [cell.value for cell in sheet[2]]
        wanted = [keys.index(key) for key in ("round", "project_id", "n", "activity", "status", "result")]
        rows = sheet.iter_rows(min_row=3, values_only=True)
        return [tuple(row[place] for place in wanted) for row in rows if row[0] == round_]

    first = activities("chiangmai2/round-1/report-complete.xlsx", 1)
    assert len(first) > 5
    assert activities("chiangmai2/report-complete.xlsx", 1) == first
    assert len(activities("chiangmai2/report-complete.xlsx", 2)) > len(first)


def test_yasothon2_s_strategy_adds_up(out: Path, shown: dict[str, Shown]) -> None:
    book = looked_at(out / "yasothon2/report-complete.xlsx", values=True)
    total = next(row for row in book["สรุปยุทธศาสตร์ 6"].iter_rows(values_only=True) if row[0] == "รวมงบประมาณ")
    assert total[2] == 763_800
    assert figure(out / "yasothon2/report-complete.xlsx", "งบประมาณรวม") == 763_800


def test_spm2_s_percent_is_cut(out: Path, shown: dict[str, Shown]) -> None:
    assert figure(out / "spm2/report-complete.xlsx", "ร้อยละที่ใช้จ่ายสะสม") == 0.42


def test_the_second_quarter_goes_on_from_the_first(out: Path, shown: dict[str, Shown]) -> None:
    report = out / "spm2/round-2/report-complete.xlsx"
    first, second = data(out / "spm2/report-complete.xlsx", 1), data(report, 2)
    assert (second["used_before"] == first["used_to_date"]).all()
    assert (second["used_to_date"] == second["used"] + second["used_before"]).all()
    assert data(report, 1)["used"].sum() == 13_820


@pytest.mark.parametrize(
    "folder",
    ["spm2", "spm2/round-2", "khonkaen2", "rayong2", "chiangmai2", "chiangmai2/round-1", "yasothon2"],
)
def test_what_came_back_at_first_is_what_comes_back_in_life(
    out: Path, shown: dict[str, Shown], folder: str
) -> None:
    entry = shown[f"{folder}/report.xlsx"]
    assert entry.groups[GroupState.CONFLICT] == 1
    assert entry.groups[GroupState.MISSING] == 1
    assert entry.groups[GroupState.REFUSED] == 1, "its file cannot be read, but bears its name"
    assert entry.refused_files == 1
    assert entry.reported < entry.projects
    assert entry.problems[Severity.ERROR] > 0
    names = [path.name for path in (out / folder / "returned").iterdir()]
    assert sum(name.startswith("~$") for name in names) == 1
    assert sum("สำเนา" in name for name in names) == 1
    assert sum(not name.endswith(".xlsx") for name in names) == 1
    templates = {path.name for path in (out / folder / "templates").iterdir()}
    own = [name for name in names if name.endswith(".xlsx") and not name.startswith("~$")]
    assert sum(name not in templates and "สำเนา" not in name for name in own) == 1, "one was renamed"


def problems(report: Path) -> list[tuple[object, ...]]:
    """The rows of the problem page."""
    return list(looked_at(report, values=True)["ข้อสังเกต"].iter_rows(values_only=True))


@pytest.mark.parametrize(
    ("report", "said"),
    [
        ("khonkaen2/report-complete.xlsx", ["สูตรถูกพิมพ์ทับด้วย 292,594.00", "592,594.00"]),
        ("khonkaen2/report-complete.xlsx", ["ชื่อโครงการมีปี 2563", "ไม่ตรงกับปีงบประมาณ พ.ศ. 2564"]),
        ("rayong2/report-complete.xlsx", ["สูตรถูกพิมพ์ทับด้วย 21,440.00", "คำนวณใหม่ได้ 0.00"]),
        ("rayong2/report.xlsx", ["ใช้จริง 26,030.00 บาท มากกว่าแผน 5,000.00 บาท"]),
        ("rayong2/report.xlsx", ["วันที่อยู่นอกช่วงรายงาน", "12 เมษายน 2565"]),
        ("spm2/report.xlsx", ["ใช้เงินไปแล้ว 980.00 บาท แต่เลือกสถานะ"]),
        ("spm2/report.xlsx", ["๑๐,๒๑๕ บาท", "10,215.00"]),
        ("chiangmai2/report.xlsx", ["เบิกจ่าย 3,600.00 บาท ไม่เท่ากับแผนไตรมาสนี้ 595.00 บาท"]),
        ("chiangmai2/report.xlsx", ["12 พฤษภาคม 2567 ซึ่งอยู่หลังวันสิ้นไตรมาส"]),
        ("chiangmai2/report.xlsx", ["แต่ยังมีกิจกรรมที่ไม่เสร็จ"]),
        ("chiangmai2/report.xlsx", ["71,6๘๐.-", "71,680.00"]),
        ("yasothon2/report.xlsx", ["คิดได้ 1,188.00 บาท แต่กรอกเงินรวม 1,080.00 บาท"]),
        ("yasothon2/report.xlsx", ["ใช้เงิน 39,600.00 บาท", "เงินงบประมาณหรือเงินนอกงบประมาณ"]),
        ("yasothon2/report.xlsx", ["มาก่อนวันเริ่ม"]),
    ],
)
def test_the_mistakes_that_the_offices_made_are_told(
    out: Path, shown: dict[str, Shown], report: str, said: list[str]
) -> None:
    told = [" ".join(str(cell) for cell in row if cell is not None) for row in problems(out / report)]
    assert any(all(part in line for part in said) for line in told)


def test_money_that_the_register_has_no_projects_for_is_told_wherever_the_report_speaks_of_it(
    out: Path, shown: dict[str, Shown]
) -> None:
    book = looked_at(out / "rayong2" / "report-complete.xlsx", values=True)
    for sheet, words in (
        ("กระทบยอด", "ยอดเงินจัดสรรในทะเบียนต่างกัน 1 ข้อ"),
        ("ข้อสังเกต", "ต่างกัน 629,280 บาท"),
    ):
        said = [str(cell) for row in book[sheet].iter_rows(values_only=True) for cell in row]
        assert any(words in text for text in said), sheet


def test_the_late_group_is_named_as_late(out: Path, shown: dict[str, Shown]) -> None:
    book = looked_at(out / "spm2/report.xlsx", values=True)
    late = [row for row in book["การส่งรายงาน"].iter_rows(values_only=True) if "หน่วยตรวจสอบภายใน" in row]
    assert any("ช้า" in str(cell) for row in late for cell in row)


def test_every_returned_workbook_shows_what_excel_would_compute(
    out: Path, shown: dict[str, Shown], soffice: Soffice, tmp_path: Path
) -> None:
    paths = [
        path
        for folder in ("spm2", "spm2/round-2", "khonkaen2", "rayong2")
        for path in sorted((out / folder / "returned").glob("*.xlsx"))
        if _is_workbook(path)
    ]
    copies = [tmp_path / f"{number}.xlsx" for number in range(len(paths))]
    for path, copy in zip(paths, copies, strict=True):
        copy.write_bytes(path.read_bytes())
    found = {}
    recalculated = soffice.recalculate(copies, tmp_path / "recalculated")
    for path, copy, anew in zip(paths, copies, recalculated, strict=True):
        found[path.name] = differing(copy, anew)
    assert {name: cells for name, cells in found.items() if cells} == {}
    assert len(paths) > 20


def _is_workbook(path: Path) -> bool:
    try:
        return bool(read_workbook(path).sheets)
    except PackageError:
        return False


@pytest.mark.parametrize("form_id", [id_ for id_ in demo_offices() if demo_plan(id_).narrative])
def test_progress_texts_are_as_long_as_the_office_s_and_date_from_the_period(form_id: str) -> None:
    plan, register = demo_plan(form_id), demo_register(form_id)
    assert plan.narrative is not None
    texts = []
    for round_ in plan.rounds:
        months = 12 // register.form.period.rounds
        period = to_date_bounds(register.fiscal_year, round_.round, months)
        entries = demo_entries(plan, register, round_.round)
        for row in example_rows(form_id, "printed"):
            text = entries[row["project_id"]].get(plan.narrative.key)
            if not isinstance(text, str):
                continue
            texts.append(text)
            wanted = int(row[plan.narrative.characters])
            assert 0.65 * wanted <= len(text) <= 1.1 * wanted + 3
            assert all(period.holds(date.start) for date in find_dates(text))
    assert texts
    assert Counter(texts).most_common(1)[0][1] == 1


@pytest.mark.parametrize("form_id", [id_ for id_ in demo_offices() if demo_plan(id_).texts])
def test_texts_of_project_sheets_differ_and_date_from_the_period(form_id: str) -> None:
    plan, register = demo_plan(form_id), demo_register(form_id)
    assert plan.texts is not None
    for round_ in plan.rounds:
        period = to_date_bounds(register.fiscal_year, round_.round, 12 // register.form.period.rounds)
        entries = demo_entries(plan, register, round_.round)
        texts = [str(typed[key]) for typed in entries.values() for key in plan.texts.keys if key in typed]
        assert texts
        assert len(set(texts)) == len(texts)
        assert all(period.holds(date.start) for text in texts for date in find_dates(text))


def test_no_computed_cell_of_a_project_sheet_disagrees_with_what_was_typed(
    out: Path, shown: dict[str, Shown]
) -> None:
    for report in ("chiangmai2/report-complete.xlsx", "yasothon2/report-complete.xlsx"):
        told = [" ".join(str(cell) for cell in row if cell is not None) for row in problems(out / report)]
        assert not any("ใช้ค่าที่คำนวณ" in line for line in told)


def test_the_demo_made_twice_is_the_same_byte_for_byte(
    out: Path, shown: dict[str, Shown], tmp_path: Path
) -> None:
    make_demo("khonkaen2", tmp_path)
    assert files(tmp_path / "khonkaen2") == files(out / "khonkaen2")
    assert len(files(tmp_path / "khonkaen2")) > 20


def files(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_demo_remakes_its_own_files_and_leaves_others_alone(tmp_path: Path) -> None:
    left = tmp_path / "khonkaen2" / "returned" / "เหลือจากครั้งก่อน.xlsx"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"old")
    own = tmp_path / "khonkaen2" / "บันทึกของฉัน.txt"
    own.write_text("เก็บไว้", encoding="utf-8")
    make_demo("khonkaen2", tmp_path)
    assert not left.exists()
    assert own.read_text(encoding="utf-8") == "เก็บไว้"


def command(*arguments: str, **environment: str) -> Said:
    return run_python("scripts/demo.py", *arguments, columns=80, **environment)


def test_the_command_prints_what_came_out(tmp_path: Path) -> None:
    run = command("--office", "khonkaen2", "--out", str(tmp_path), PATH="")
    assert run.returncode == 0, run.stderr
    for part in (
        "สพป.ขอนแก่น เขต 2",
        "ขัดแย้ง 1 กลุ่ม",
        "ยังขาด 2 กลุ่ม",
        "ใช้ไม่ได้ 1 ไฟล์",
        "18/18",
        "2,702,385",
        "305,281",
        "report-complete.xlsx",
    ):
        assert part in run.stdout
    lines = run.stdout.splitlines()
    (command_line,) = (line for line in lines if "scripts/office.py" in line)
    assert "ปีงบประมาณ 2564" in command_line
    assert max(len(line) for line in lines if line != command_line) <= 110  # a command is copied whole


def test_an_office_that_is_not_in_the_demo_is_refused_with_those_that_are(tmp_path: Path) -> None:
    run = command("--office", "korat9", "--out", str(tmp_path), "--lang", "en")
    assert run.returncode == 2
    assert "korat9" in run.stderr
    assert all(form_id in run.stderr for form_id in demo_offices())
    assert "Traceback" not in run.stderr


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    run = command("--office", "khonkaen2", "--out", str(tmp_path / "out"))
    assert run.returncode == 2
    assert str(tmp_path / "out") in run.stderr
    assert "Traceback" not in run.stderr
