r"""Windows opens a path of 260 letters or more only in its \\?\ form."""

from __future__ import annotations

from pathlib import Path

import pytest

from xl_addin.excel import long_path


@pytest.mark.parametrize(
    ("path", "form"),
    [
        (r"C:\งานแผน\รายงาน.xlsx", r"\\?\C:\งานแผน\รายงาน.xlsx"),
        (r"\\server\plan\รายงาน.xlsx", r"\\?\UNC\server\plan\รายงาน.xlsx"),
        (r"\\?\C:\a.xlsx", r"\\?\C:\a.xlsx"),
    ],
)
def test_drives_and_shares_have_a_form_without_limit(path: str, form: str) -> None:
    assert long_path.windows_form(path) == form


def test_elsewhere_and_below_the_limit_a_path_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    long = Path("/", *["ก" * 60] * 6, "รายงาน.xlsx")
    assert long_path.long_path(long) == long
    monkeypatch.setattr("sys.platform", "win32")
    assert long_path.long_path(Path("/short/รายงาน.xlsx")) == Path("/short/รายงาน.xlsx")
    assert str(long_path.long_path(long)).startswith("\\\\?\\")
