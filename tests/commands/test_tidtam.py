"""`tidtam`: all commands under one name."""

from __future__ import annotations

import re

import pytest

from tests.support.commands import ROOT, Said, run_python
from xl_addin import __version__
from xl_addin.commands.options import problems_of
from xl_addin.commands.tidtam import COMMANDS
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.errors import TidtamError

ENTRY = "from xl_addin.commands.tidtam import main; main()"
AS_TIDTAM = f"import sys; sys.argv[0] = 'tidtam'; {ENTRY}"


def tidtam(*words: object, **environment: str) -> Said:
    return run_python("-c", ENTRY, *words, **environment)


def test_the_version_is_the_package_s() -> None:
    said = tidtam("--version")
    assert (said.returncode, said.stdout) == (0, f"tidtam {__version__}\n")


def test_help_names_every_command() -> None:
    said = tidtam("--help")
    assert said.returncode == 0
    assert [name for name in COMMANDS if f"  {name} " not in said.stdout] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_answers_under_this_name(name: str) -> None:
    said = tidtam(name, "--help")
    assert said.returncode == 0
    assert f"{name} [OPTIONS]" in said.stdout


@pytest.mark.parametrize(
    ("words", "told", "cure"),
    [
        (["consolidat"], "ไม่มีคำสั่งชื่อ consolidat", "ใช้คำสั่ง consolidate"),
        (["consolidate", "a", "b", "c", "--round", "x"], "--round ต้องเป็นเลขจำนวนเต็ม", "พิมพ์ตัวเลข"),
        (["consolidate", "a", "b", "c", "--rond", "2"], "ไม่มีตัวเลือก --rond", "อาจหมายถึง --round"),
        (["consolidate", "a", "b", "c", "--quite-other", "2"], "ไม่มีตัวเลือก --quite-other", "--help"),
        (["make-templates", "a", "--round", "1"], "ยังไม่ได้บอก OUT_DIR", "พิมพ์ OUT_DIR เพิ่ม"),
        (["consolidate", "a", "b", "c", "--round"], "--round ยังไม่มีค่า", "พิมพ์ค่าต่อจาก --round"),
        (["consolidate", "a", "b", "c", "d", "--round", "1"], "ไม่เข้าใจส่วนนี้ของคำสั่ง: d", "เครื่องหมาย"),
        (["new-register", "spm2", "x.xlsx", "--lang", "de"], "--lang ใช้ “de” ไม่ได้", "th, en"),
    ],
)
def test_a_mistyped_command_line_is_told_in_thai_with_its_cure(
    words: list[str], told: str, cure: str
) -> None:
    said = tidtam(*words)
    assert said.returncode == 2
    assert told in said.stderr
    assert cure in said.stderr.split(told)[1]
    assert "Traceback" not in said.stderr


def test_and_in_english_where_that_is_asked_for() -> None:
    said = tidtam("consolidate", "a", "b", "c", "--round", "x", "--lang", "en")
    assert said.returncode == 2
    assert "--round takes a whole number that is in range, but got “x”" in said.stderr


def test_without_colours_where_the_environment_asks_for_none() -> None:
    said = tidtam("consolidate", "--help", NO_COLOR="1", FORCE_COLOR="1", TERM="xterm-256color")
    assert said.returncode == 0
    assert "\x1b[3" not in said.stdout


def test_words_are_completed_as_the_shell_asks() -> None:
    asked = {"_TIDTAM_COMPLETE": "complete_bash", "COMP_CWORD": "1"}
    named = run_python("-c", AS_TIDTAM, **asked, COMP_WORDS="tidtam con")
    assert named.stdout.split() == ["consolidate", "consolidate-offices"]
    option = run_python("-c", AS_TIDTAM, **asked | {"COMP_CWORD": "2"}, COMP_WORDS="tidtam consolidate --pre")
    assert option.stdout.split() == ["--previous"]


def test_the_version_is_that_of_the_newest_release_told_in_the_changelog() -> None:
    told = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## \[([^]]+)\](?: - \d{4}-\d{2}-\d{2})?$", told, re.MULTILINE)
    assert headings[:2] == ["Unreleased", __version__]


def test_why_a_command_stopped_stands_before_what_is_only_noted() -> None:
    told = [
        problem("register_section_without_projects", value="ก"),
        problem("command_no_such_round", value="9", rounds="4"),
    ]
    rules = [one.rule for one in problems_of(TidtamError(told), "th")]
    assert rules == ["command_no_such_round", "register_section_without_projects"]


@pytest.mark.parametrize("entry", ["tidtam.main()", "launch.launch('office')"])
def test_a_program_that_runs_for_long_throws_away_what_it_leaves(entry: str) -> None:
    """While a command is imported nothing is looked for that may be thrown away; when it runs, it is."""
    page = "import gc; from xl_addin.commands import launch, office, tidtam"
    said = run_python("-c", f"{page}; office.main = lambda: print(gc.isenabled()); {entry}")
    assert (said.returncode, said.stdout) == (0, "True\n")
