"""A set-up for Windows PCs without a network: every run-time package has a wheel for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import run_python

ROOT = Path(__file__).parents[2]
WINDOWS = ROOT / "scripts" / "windows"


@pytest.mark.slow
@pytest.mark.parametrize("python", ["3.11", "3.14"])
def test_the_stick_holds_the_set_up_and_all_wheels_for_windows(python: str, tmp_path: Path) -> None:
    made = run_python("scripts/make_stick.py", tmp_path / "stick", "--python", python)
    assert made.returncode == 0, made.stderr
    kept = {path.name for path in (tmp_path / "stick").iterdir()}
    assert kept == {"wheels", *(path.name for path in WINDOWS.iterdir())}
    *others, said = sorted((tmp_path / "stick" / "wheels").iterdir(), key=lambda path: path.suffix == ".txt")
    assert (said.name, said.read_text(encoding="utf-8").split()) == ("python.txt", [python])
    wheels = [path.name for path in others]
    assert [name for name in wheels if not name.endswith(("-any.whl", "-win_amd64.whl"))] == []
    names = {name.partition("-")[0] for name in wheels}
    assert {"tidtam", "pandas", "xlsxwriter", "xlwings_server", "pywin32"} <= names
    assert {"uvloop", "docopt", "pytest"} & names == set()


@pytest.mark.parametrize("script", ["setup", "uninstall"])
def test_what_a_person_double_clicks_starts_its_script(script: str) -> None:
    """Windows PowerShell reads Thai only from a file with a byte order mark."""
    clicked = (WINDOWS / f"{script}.cmd").read_text(encoding="ascii")
    assert f'-File "%~dp0{script}.ps1"' in clicked
    assert clicked.rstrip().endswith("pause")
    assert (WINDOWS / f"{script}.ps1").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_set_up_looks_for_the_python_of_the_stick() -> None:
    """Wheels for one Python do not install into another: a newer one on the PC is no good."""
    text = (WINDOWS / "setup.ps1").read_text(encoding="utf-8-sig")
    assert "if ($Offline) { $Versions = @((Get-Content (Join-Path $Wheels 'python.txt')" in text
    assert text.count("$Versions") >= 4
    assert (
        'wheels / PYTHON_OF_WHEELS).write_text(f"{python}' in (ROOT / "scripts" / "make_stick.py").read_text()
    )


def test_the_set_up_asks_for_no_administrator_and_makes_both_icons() -> None:
    text = (WINDOWS / "setup.ps1").read_text(encoding="utf-8-sig")
    assert "$env:LOCALAPPDATA" in text
    assert "'เปิดติดตาม', 'office'" in text
    assert "'รวมรายงาน', 'office --report'" in text
    assert not any(word in text for word in ("RunAs", "HKLM", "ProgramFiles"))
