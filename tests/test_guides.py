"""What the guides tell people to click, type and look at is there, and works as written."""

from __future__ import annotations

import inspect
import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest

from scripts.make_masters import GUIDES
from tests.support.commands import run_python
from tests.support.typing import type_into
from xl_addin.commands.form_reference import EXCEL_FUNCTIONS, FILLS, TEXT_READERS
from xl_addin.commands.message_guide import FAMILIES, families, message_guide
from xl_addin.form_workbook.words import HEADS
from xl_addin.model.expressions.text_functions import TEXT_FUNCTIONS
from xl_addin.model.expressions.type_inference import ARITY
from xl_addin.model.form.form_files import form_ids
from xl_addin.model.form.loader import load_form
from xl_addin.model.marks import MARKS_SHEET
from xl_addin.model.problems.catalogue import catalogue
from xl_addin.model.values.kinds import Fill
from xl_addin.office.folder import CORRECTIONS, REPORT, RETURNED, TEMPLATES
from xl_addin.officer_page.app import SHARED
from xl_addin.register.layout import register_sheets

ROOT = Path(__file__).parent.parent
GUIDE_FOLDER = ROOT / "workbook_templates" / "guides"
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted(GUIDE_FOLDER.glob("*.md"))}
WRITTEN = {name: text for name, text in PAGES.items() if name not in GUIDES}
COMMANDS = [
    (name, command)
    for name, text in PAGES.items()
    for command in dict.fromkeys(re.findall(r"python scripts/\w+\.py[^`\n|]*", text))
]
OFFICER = PAGES["officer.md"]
LINES = re.findall(r"^ {8}(python scripts/.*)$", OFFICER, re.MULTILINE)


def in_project(command: str) -> list[str]:
    """The words after `python`, with the script's own path."""
    return [str(ROOT / word) if word.startswith("scripts/") else word for word in shlex.split(command)[1:]]


@pytest.mark.parametrize("name", GUIDES)
def test_what_comes_from_the_code_is_what_the_code_says(name: str) -> None:
    assert PAGES[name] == GUIDES[name](), "run: python scripts/make_masters.py"


def test_every_message_with_a_remedy_has_its_line_in_its_family() -> None:
    found = families()
    assert set(found) == set(FAMILIES)
    assert sorted(id_ for ids in found.values() for id_ in ids) == sorted(catalogue())
    rules = sum(len({(rule.message, rule.fix) for rule in load_form(form).rules}) for form in form_ids())
    rows = re.findall(r"^\| (?:ต้องแก้|ควรตรวจ|ให้ทราบ) \|", message_guide(), re.MULTILINE)
    assert len(rows) >= sum(bool(one.fix["th"]) for one in catalogue().values()) + rules


def test_the_reference_explains_every_function_fill_and_key() -> None:
    assert set(EXCEL_FUNCTIONS) == set(ARITY)
    assert set(TEXT_READERS) == set(TEXT_FUNCTIONS)
    assert set(FILLS) == set(Fill)
    rows = set(re.findall(r"^\| `([\w.]+)` \|", PAGES["form-reference.md"], re.MULTILINE))
    columns_of_the_workbook_alone = {
        "setting",
        "type",
        "of",
        "table",
        "sheet",
        "part",
        "file",
        "value",
        "choices",
    }
    assert set(HEADS) - columns_of_the_workbook_alone <= rows


@pytest.mark.parametrize("name", PAGES)
def test_every_link_and_picture_leads_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", PAGES[name]):
        assert (GUIDE_FOLDER / target).is_file(), target
    anchors = set(re.findall(r'<a id="(\w+)">', PAGES[name]))
    assert set(re.findall(r"\]\(#(\w+)\)", PAGES[name])) <= anchors


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_every_command_has_the_options_that_a_guide_gives(name: str, command: str) -> None:
    words = shlex.split(command)
    script = ROOT / words[1]
    assert script.is_file()
    own = f"scripts.{script.stem}"
    where = script.read_text(encoding="utf-8")
    module = f"xl_addin.commands.{script.stem}" if "import launch" in where else own
    options = str(inspect.signature(import_module(module).main))
    names = set(inspect.signature(import_module(module).main).parameters)
    for option in (word for word in words[2:] if word.startswith("--")):
        key = option.removeprefix("--").replace("-", "_")
        assert {key, f"{key}_"} & names or f"'{option}'" in options, option


def test_every_button_and_sheet_that_a_guide_names_is_called_so() -> None:
    """What stands in “...” in the written guides is on the page, in a register, in a message, or a heading."""
    static, register = ROOT / "xl_addin" / "officer_page" / "static", ROOT / "xl_addin" / "register"
    files = [*static.rglob("*.html"), *static.rglob("*.js"), *SHARED.glob("*.js"), *register.rglob("*.py")]
    shown = [path.read_text(encoding="utf-8") for path in files]
    shown += [one.text["th"] for one in catalogue().values()]
    shown += [str(register_sheets(load_form(form))) for form in form_ids()]
    shown += [MARKS_SHEET, *re.findall(r"^#+ (.+)$", "\n".join(PAGES.values()), re.MULTILINE)]
    known = re.sub(r"\{\w+\}", "n", "\n".join(shown))
    told = {quoted for text in WRITTEN.values() for quoted in re.findall(r"“([^”]+)”", text)}
    assert len(told) > 10
    assert {quoted for quoted in told if quoted not in known} == set()


def test_folders_of_the_guide_are_those_of_the_program() -> None:
    for name in (TEMPLATES, RETURNED, CORRECTIONS):
        assert f"`รอบ 1/{name}`" in OFFICER
    assert REPORT in OFFICER


def test_every_form_stands_in_the_guide_with_its_office() -> None:
    for form in form_ids():
        assert f"| `{form}` |" in OFFICER


@pytest.mark.slow
def test_a_round_and_a_half_as_the_officers_guide_says(tmp_path: Path) -> None:
    """The commands of the guide, in their order, in an empty folder; then the next round's templates."""
    blank, _, make, consolidate, rebuild, _, check, send_back = (in_project(line) for line in LINES)
    assert run_python(*blank, cwd=tmp_path).returncode == 0
    register = tmp_path / "ทะเบียน.xlsx"
    office = {"office": {"value": "สำนักงานเขตพื้นที่การศึกษาตัวอย่าง"}, "fiscal_year": {"value": 2567}}
    type_into(register, "settings", "key", office)
    type_into(register, "groups", "group_id", {"G01": {"group": "กลุ่มอำนวยการ"}})
    section = "ด้านการจัดการศึกษาเพื่อความมั่นคงของมนุษย์และของชาติ"
    project = {"project": "พัฒนาระบบสารสนเทศ", "group": "กลุ่มอำนวยการ", "budget": 5000, "section": section}
    type_into(register, "projects", "project_id", {"P001": project})
    made = run_python(*make, cwd=tmp_path)
    assert made.returncode == 0, made.stdout + made.stderr
    (template,) = (tmp_path / "แบบ").glob("*.xlsx")
    (tmp_path / "ส่งกลับ").mkdir()
    filled = tmp_path / "ส่งกลับ" / "ไฟล์ที่เปลี่ยนชื่อ.xlsx"
    filled.write_bytes(template.read_bytes())
    type_into(filled, "projects", "project_id", {"P001": {"used": 1000, "status": "กำลังดำเนินการ"}})
    without_pdf = [word for word in consolidate if word not in ("--pdf", "--public")]
    done = run_python(*without_pdf, cwd=tmp_path)
    # A: no letter, and no field of eMENSCR, which is told.
    assert done.returncode == 1, done.stdout + done.stderr
    assert "[emenscr]" in done.stderr
    assert {"รายงาน.xlsx", "รายงาน.docx"} <= {path.name for path in tmp_path.iterdir()}
    before = (tmp_path / "รายงาน.xlsx").read_bytes()
    assert run_python(*check, cwd=tmp_path).returncode in (0, 1)
    assert (tmp_path / "รายงาน.xlsx").read_bytes() == before
    back = run_python(*rebuild, cwd=tmp_path)
    assert back.returncode in (0, 1), back.stderr
    assert (tmp_path / "ทะเบียนใหม่.xlsx").is_file()
    second = [word.replace("1", "2") if word == "1" else word for word in make]
    second = [word if word != "แบบ" else "แบบ2" for word in second]
    again = run_python(*second, "--previous", "รายงาน.xlsx", cwd=tmp_path)
    assert again.returncode == 0, again.stdout + again.stderr
    sent_back = run_python(*send_back, cwd=tmp_path)
    assert sent_back.returncode == 0, sent_back.stderr


@pytest.mark.slow
def test_the_worked_example_of_a_form_works_as_written(tmp_path: Path) -> None:
    page = PAGES["form-example.md"]
    folder = tmp_path / "แบบของเรา"
    for name, kind in (("forms/myoffice.toml", "toml"), ("texts/myoffice/cover.j2", "text")):
        assert f"`{name}`" in page
        (content,) = re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    # What is made in Excel alone is tried in tests/form_workbook/test_made_in_excel.py.
    in_toml = page.split("## ทำใน Excel อย่างเดียว")[0]
    (command,) = re.findall(r"^ {8}(python scripts/.*)$", in_toml, re.MULTILINE)
    made = run_python(*in_project(command), cwd=tmp_path, TIDTAM_FORMS=str(folder))
    assert made.returncode == 0, made.stderr
    register = tmp_path / "ทะเบียน.xlsx"
    type_into(
        register, "settings", "key", {"office": {"value": "สำนักงานตัวอย่าง"}, "fiscal_year": {"value": 2567}}
    )
    type_into(register, "groups", "group_id", {"G01": {"group": "กลุ่มอำนวยการ"}})
    project = {"project": "พัฒนาระบบ", "group": "กลุ่มอำนวยการ", "budget": 5000}
    type_into(register, "projects", "project_id", {"P001": project})
    templates = run_python(
        ROOT / "scripts" / "make_templates.py", register, tmp_path / "แบบ", "--round", "1",
        cwd=tmp_path, TIDTAM_FORMS=str(folder),
    )  # fmt: skip
    assert templates.returncode == 0, templates.stdout + templates.stderr
    (template,) = (tmp_path / "แบบ").glob("*.xlsx")
    (tmp_path / "ส่งกลับ").mkdir()
    filled = tmp_path / "ส่งกลับ" / template.name
    filled.write_bytes(template.read_bytes())
    type_into(filled, "projects", "project_id", {"P001": {"used": 6000, "status": "แล้วเสร็จ"}})
    done = run_python(
        ROOT / "scripts" / "consolidate.py", register, tmp_path / "ส่งกลับ", tmp_path / "รายงาน.xlsx", "--round", "1",
        cwd=tmp_path, TIDTAM_FORMS=str(folder),
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "ต้องแก้ 1 แห่ง" in done.stdout
