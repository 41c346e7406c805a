"""What the README tells people to type works as written there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.typing import type_into

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = re.findall(r"^ {8}(python scripts/.*)$", README, re.MULTILINE)
TABLE = re.findall(r"^\| `(python scripts/[^`]*)`", README, re.MULTILINE)
SCRIPTS = sorted(path.name for path in (ROOT / "scripts").glob("*.py"))


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONIOENCODING": "utf-8", "COLUMNS": "200", "TERM": "dumb"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def in_project(command: str) -> list[str]:
    """The words after `python`, with the script's own path."""
    return [str(ROOT / word) if word.startswith("scripts/") else word for word in shlex.split(command)[1:]]


def test_the_planning_officers_guide_works_as_written(tmp_path: Path) -> None:
    new_register, make_templates, consolidate = (in_project(command) for command in GUIDE)
    assert run(new_register, tmp_path).returncode == 0
    register = tmp_path / "ทะเบียน.xlsx"
    office = {"office": {"value": "สำนักงานเขตพื้นที่การศึกษาตัวอย่าง"}, "fiscal_year": {"value": 2567}}
    type_into(register, "settings", "key", office)
    type_into(register, "groups", "group_id", {"G01": {"group": "กลุ่มอำนวยการ"}})
    project = {"project": "พัฒนาระบบสารสนเทศ", "group": "กลุ่มอำนวยการ", "budget": 5000}
    section = "ด้านการจัดการศึกษาเพื่อความมั่นคงของมนุษย์และของชาติ"
    type_into(register, "projects", "project_id", {"P001": project | {"section": section}})
    made = run(make_templates, tmp_path)
    assert made.returncode == 0, made.stdout + made.stderr
    (template,) = (tmp_path / "แบบ").glob("*.xlsx")
    returned = tmp_path / "ส่งกลับ"
    returned.mkdir()
    filled = returned / "แฟ้มที่เปลี่ยนชื่อ.xlsx"
    filled.write_bytes(template.read_bytes())
    entries = {"used": 1000, "status": "กำลังดำเนินการ"}
    type_into(filled, "projects", "project_id", {"P001": entries})
    done = run(consolidate, tmp_path)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    assert (tmp_path / "รายงาน.xlsx").exists()


@pytest.mark.parametrize("command", TABLE)
def test_every_command_of_the_table_exists_with_its_options(command: str, tmp_path: Path) -> None:
    words = shlex.split(command.replace("[", " ").replace("]", " "))
    helped = run([str(ROOT / words[1]), "--help"], tmp_path)
    assert helped.returncode == 0
    for option in (word for word in words if word.startswith("--")):
        assert option in helped.stdout


def test_every_command_stands_in_the_readme() -> None:
    named = {shlex.split(command)[1].removeprefix("scripts/") for command in TABLE}
    commands = {name for name in SCRIPTS if "typer.run(" in (ROOT / "scripts" / name).read_text(encoding="utf-8")}
    assert commands <= named


@pytest.mark.parametrize("picture", re.findall(r"!\[[^]]*\]\(([^)]*)\)", README))
def test_every_picture_is_there(picture: str) -> None:
    assert (ROOT / picture).is_file()


def test_the_makes_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^ {4}make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
