"""Starting a command: with a Python that lacks the packages, and with options that several commands share."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import run_python
from tests.support.registers import small_register
from xl_addin.register.writer import write_register

ROOT = Path(__file__).parents[2]
COMMANDS = sorted(
    path.name for path in (ROOT / "scripts").glob("*.py") if "commands.launch" in path.read_text("utf-8")
)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_python_without_the_packages_is_told_kindly(command: str) -> None:
    """-S: Python without its installed packages, as in a fresh clone."""
    refused = run_python("-S", f"scripts/{command}", "--help")
    assert refused.returncode == 2
    assert "ยังไม่มีชุดโปรแกรม" in refused.stderr
    assert "This Python lacks" in refused.stderr
    assert "activate" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_mistake_of_our_own_is_not_taken_for_a_missing_package() -> None:
    shown = run_python("-c", "import xl_addin.commands.launch, xl_addin.no_such_room")
    assert shown.returncode == 1
    assert "Traceback" in shown.stderr


def test_ctrl_c_ends_a_command_as_what_could_not_run() -> None:
    """A Ctrl+C that comes while the command works; 1 would say that it is done."""
    stopped = run_python(
        "-c",
        "import signal; from xl_addin.commands.launch import run;"
        "signal.signal(signal.SIGINT, signal.default_int_handler);"
        "run(lambda: signal.raise_signal(signal.SIGINT))",
    )
    assert stopped.returncode == 2
    assert "Traceback" not in stopped.stderr


def test_the_masters_go_into_a_folder_that_is_made_for_them(tmp_path: Path) -> None:
    done = run_python("scripts/make_masters.py", str(tmp_path / "new" / "masters"))
    assert (done.returncode, done.stderr) == (0, "")
    out, kept = tmp_path / "new" / "masters", ROOT / "workbook_templates"
    made = {path.relative_to(out).as_posix() for path in out.rglob("*.*")}
    guides = {"guides/form-reference.md", "guides/messages.md"}
    assert made == set(done.stdout.split()) == guides | {path.name for path in kept.glob("*.xlsx")}


@pytest.mark.parametrize(("language", "said"), [("th", "ไม่ใช่โฟลเดอร์"), ("en", "not a folder")])
def test_masters_that_cannot_be_written_are_told(language: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "masters").write_text("x", encoding="utf-8")
    refused = run_python("scripts/make_masters.py", str(tmp_path / "masters"), "--lang", language)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("encoding", ["cp1252", "cp874"])
def test_thai_is_written_into_a_file_on_a_windows_of_another_language(encoding: str) -> None:
    command = [sys.executable, "scripts/make_templates.py", "none.xlsx", "none", "--round", "1"]
    told = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": encoding}, capture_output=True, check=False
    )
    assert told.returncode == 2
    assert "→ ตรวจชื่อไฟล์" in (told.stdout + told.stderr).decode("utf-8")


TOO_LONG = "ก" * 100
"""300 bytes: no file system takes such a name."""
WITH_TOO_LONG_A_NAME = {
    "consolidate": ("register.xlsx", "returned", f"{TOO_LONG}.xlsx", "--round", 1),
    "make_templates": ("register.xlsx", TOO_LONG, "--round", 1),
    "new_register": ("spm2", f"{TOO_LONG}.xlsx"),
    "serve_addin": ("--state", TOO_LONG, "--register", "register.xlsx", "--returned", "returned"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts letters, and has other limits")
@pytest.mark.parametrize("command", WITH_TOO_LONG_A_NAME)
def test_what_the_system_refuses_is_said_in_thai_without_a_traceback(command: str, tmp_path: Path) -> None:
    small = small_register("spm2")
    write_register(tmp_path / "register.xlsx", small.form, small)
    (tmp_path / "returned").mkdir()

    refused = run_python(ROOT / f"scripts/{command}.py", *WITH_TOO_LONG_A_NAME[command], cwd=tmp_path)

    assert refused.returncode == 2
    assert "ยาวเกินไป" in refused.stderr
    assert "→ ตั้งชื่อไฟล์หรือโฟลเดอร์ให้สั้นลง" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["register.xlsx", "returned"]


SAYS = """
import typer
from xl_addin.commands.launch import run
def main():
    typer.echo("ก" * 9000)
    raise typer.Exit(1)
run(main)
"""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "to", [">/dev/full", ">&-", ">&- 2>&- <&-", "2>/dev/full", "| true; exit ${PIPESTATUS[0]}"]
)
def test_words_that_cannot_be_written_change_nothing(to: str, tmp_path: Path) -> None:
    """A full disk, a closed stream and a reader that went away: no traceback, and the command's own exit code."""
    (tmp_path / "says.py").write_text(SAYS, encoding="utf-8")
    command = f"{sys.executable} {tmp_path / 'says.py'} {to}"
    told = subprocess.run(
        ["bash", "-c", command], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, check=False
    )
    assert told.returncode == 1
    assert told.stderr == b""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_request_to_end_is_met_as_ctrl_c_is(name: str) -> None:
    stopped = run_python(
        "-c",
        # Under nohup a hang-up is ignored, here as in everything that is started there.
        f"import signal; signal.signal(signal.{name}, signal.SIG_DFL); from xl_addin.commands.launch import run; "
        f"run(lambda: signal.raise_signal(signal.{name}))",
    )
    assert stopped.returncode == 2
    assert "Traceback" not in stopped.stderr
