"""What the README tells people to type works as written there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import run_python
from tests.test_project import ROOMS
from xl_addin.model.form.loader import load_form
from xl_addin.model.problems.catalogue import catalogue, say
from xl_addin.register.layout import register_sheets

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
OFFICERS = (ROOT / "workbook_templates" / "guides" / "officer.md").read_text(encoding="utf-8")
GUIDE = re.findall(r"^ {8}(python scripts/.*)$", OFFICERS, re.MULTILINE)
TABLE = re.findall(r"^\| `(python scripts/[^`]*)`", README, re.MULTILINE)
SCRIPTS = sorted(path.name for path in (ROOT / "scripts").glob("*.py"))


@pytest.mark.skipif(sys.platform == "win32", reason="the lines for Linux")
def test_a_command_works_once_the_environment_is_entered_as_written(tmp_path: Path) -> None:
    """In a clone whose .venv is this one's: the line that enters it, then a command, typed into a shell."""
    (enter,) = re.findall(r"^ {4}(\. \S+activate)\b", README, re.MULTILINE)
    environment = Path(sys.prefix)
    if not (environment / "bin" / "activate").exists():
        pytest.skip("the tests do not run in a virtual environment")
    (tmp_path / ".venv").symlink_to(environment)
    for folder in ("scripts", "xl_addin", "workbook_templates"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    typed = f"{enter}\n{GUIDE[0]}\n"
    outside = os.environ | {"PATH": "/usr/bin:/bin"}
    done = subprocess.run(["sh", "-e"], input=typed, cwd=tmp_path, env=outside, text=True, check=False)
    assert done.returncode == 0
    assert (tmp_path / "ทะเบียน.xlsx").exists()


@pytest.mark.parametrize(
    ("page", "heading"),
    [(README, "## Two commands"), (README, "## Commands"), (OFFICERS, "## สั่งด้วยคำสั่ง")],
    ids=["two commands", "commands", "guide"],
)
def test_wherever_commands_begin_the_environment_is_entered_first(page: str, heading: str) -> None:
    part = page.split(f"{heading}\n")[1].split("\n## ")[0]
    for line in (". .venv/bin/activate", r".venv\Scripts\activate"):
        assert line in part


def test_the_readme_calls_things_as_the_program_does() -> None:
    said = [f"{message.text} {message.fix}" for message in catalogue().values()]
    asked = [path.read_text(encoding="utf-8") for path in (ROOT / "workbook_templates").rglob("*.[jt]*")]
    for text in (README, *said, *asked):
        assert "แฟ้ม" not in text.replace("LibreOffice เลือก แฟ้ม", "")
    staff = (ROOT / "workbook_templates" / "guides" / "staff.md").read_text(encoding="utf-8")
    for page in (README, staff):
        assert f"“{say('template_nothing_to_fix')}”" in page
    (column,) = (
        entry.label[-1]
        for sheet in register_sheets(load_form("spm2"))
        for table in sheet.tables
        for entry in table.columns
        if entry.key == "accepted_issue"
    )
    assert f"“{column}”" in OFFICERS


OF_DEVELOPERS = {f"scripts/{name}.py" for name in ("bench", "bench_schools", "make_stick", "make_program")}
"""They speak English alone."""


@pytest.mark.parametrize("command", TABLE)
def test_every_command_of_the_table_exists_with_its_options(command: str, tmp_path: Path) -> None:
    words = shlex.split(command.replace("[", " ").replace("]", " "))
    helped = run_python(*[str(ROOT / words[1]), "--help"], cwd=tmp_path)
    assert helped.returncode == 0
    assert ("--lang" in helped.stdout) == (words[1] not in OF_DEVELOPERS)
    for option in (word for word in words if word.startswith("--")):
        assert option in helped.stdout


def test_every_command_stands_in_the_readme() -> None:
    named = {shlex.split(command)[1].removeprefix("scripts/") for command in TABLE}
    commands = {
        name
        for name in SCRIPTS
        if "xl_addin.commands.launch" in (ROOT / "scripts" / name).read_text(encoding="utf-8")
    }
    assert len(commands) >= 8
    assert commands <= named


@pytest.mark.parametrize("picture", re.findall(r"!\[[^]]*\]\(([^)]*)\)", README))
def test_every_picture_is_there(picture: str) -> None:
    assert (ROOT / picture).is_file()


def test_the_makes_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^ {4}make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


TOP_FOLDERS = ("xl_addin/", "tests/", "scripts/", "workbook_templates/", ".ci/")


def test_every_file_that_the_readme_names_is_there() -> None:
    named = {name for name in re.findall(r"`([\w./-]+)`", README) if name.startswith(TOP_FOLDERS)}
    assert len(named) > 40
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_every_room_is_in_the_picture_and_the_table() -> None:
    (picture,) = re.findall(r"^ {4}(commands ─► .*)$", README, re.MULTILINE)
    assert picture.split(" ─► ")[::-1] == list(ROOMS)
    for room, inside in ROOMS.items():
        (row,) = [
            line for line in README.splitlines() if line.startswith("| `") and f"`xl_addin/{room}/`" in line
        ]
        assert [name for name in inside if name and f"`{name}/`" not in row] == []


def test_every_word_of_the_glossary_stands_in_the_code() -> None:
    glossary = README.split("**Words**")[1].split("### Contributing")[0]
    words = re.findall(r"`(\w+)`", glossary)
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "xl_addin").rglob("*.py"))
    forms = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "workbook_templates").rglob("*.toml")
    )
    assert len(words) > 12
    assert [word for word in words if not re.search(rf"\b{word}\b", code + forms)] == []
