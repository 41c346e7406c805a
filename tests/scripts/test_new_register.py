"""`scripts/new_register.py`: a blank register, or a sentence that says why there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import Said, run_python
from xl_addin.register.reader import read_register


def new_register(*arguments: str | Path) -> Said:
    return run_python("scripts/new_register.py", *arguments)


def test_a_blank_register_is_made(tmp_path: Path) -> None:
    path = tmp_path / "ทะเบียน.xlsx"
    done = new_register("khonkaen2", path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "ทำทะเบียนเปล่าแล้ว" in done.stdout
    assert {problem.rule for problem in read_register(path)[1]} >= {"register_blank", "register_no_projects"}


def test_a_register_that_is_there_is_left_alone_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "ทะเบียน.xlsx"
    path.write_bytes(b"filled in for days")
    refused = new_register("spm2", path)
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert path.read_bytes() == b"filled in for days"
    assert new_register("spm2", path, "--force").returncode == 0
    assert path.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("form", "name", "said"),
    [
        ("smp2", "ทะเบียน.xlsx", "หมายถึง spm2 หรือไม่"),
        ("spm2", "ไม่มี/ทะเบียน.xlsx", "ไม่มีโฟลเดอร์"),
        ("spm2", "ทะเบียน.xls", "ต้องลงท้ายด้วย .xlsx"),
    ],
)
def test_what_cannot_be_done_is_said_in_thai_and_nothing_is_written(
    form: str, name: str, said: str, tmp_path: Path
) -> None:
    refused = new_register(form, tmp_path / name)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_command_speaks_english_when_asked(tmp_path: Path) -> None:
    done = new_register("spm2", tmp_path / "register.xlsx", "--lang", "en")
    assert "A blank register has been made" in done.stdout


def test_help_names_the_forms() -> None:
    shown = new_register("--help")
    assert shown.returncode == 0
    for form_id in ("spm2", "khonkaen2", "rayong2"):
        assert form_id in shown.stdout


def test_the_forms_are_listed_with_their_offices_where_one_is_asked_for(tmp_path: Path) -> None:
    helped = run_python("scripts/new_register.py", "--help")
    refused = run_python("scripts/new_register.py", "spm", tmp_path / "r.xlsx")
    assert refused.returncode == 2
    for said in (" ".join(helped.stdout.split()), refused.stderr):
        for form, office in (("spm2", "สพม. 2"), ("rayong2", "สพป.ระยอง เขต 2")):
            assert f"{form} ({office})" in said
