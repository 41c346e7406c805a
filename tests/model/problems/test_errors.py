"""Whatever cannot be done ends in one kind of exception, whose tree its docstring draws."""

from __future__ import annotations

import ast
import pickle
import re
from pathlib import Path

import pytest

from xl_addin.consolidate.returned_folder import FolderError
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.process_pool import ReadersLost
from xl_addin.excel.writing.atomic_file import WriteError
from xl_addin.model.problems import errors
from xl_addin.model.problems.errors import CatalogueError, TidtamError
from xl_addin.report.book.report_workbook import ReportError

PACKAGE = Path(errors.__file__).parents[2]
# They never leave the file that raises them.
INSIDE = {"NotPlain", "BodyRefused", "OddCall", "Wrong"}


def _exceptions() -> dict[str, set[str]]:
    """Every exception class of the package with the names of its bases."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                if any(base in {"Exception", "OSError"} or base.endswith("Error") for base in bases):
                    found[node.name] = bases
    return found


def test_every_exception_derives_from_the_one_that_carries_problems() -> None:
    found = _exceptions()
    strangers = {name for name, bases in found.items() if not bases & {"TidtamError", "CatalogueError"}}
    assert strangers == INSIDE | {"TidtamError"}


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn = set(re.findall(r"[├└]── (\w+)", errors.__doc__ or ""))
    assert drawn == set(_exceptions()) - INSIDE - {"TidtamError"}


@pytest.mark.parametrize(
    "error",
    [
        PackageError("file_too_large", size="21.0 MB", limit="20.0 MB"),
        ReadersLost(),
        FolderError("command_folder_missing", Path("returned")),
        WriteError("write_no_folder", Path("out/report.xlsx")),
        ReportError("ตาราง", "columns", "ไม่มี"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_says_the_same_after_it_has_travelled_between_processes(error: CatalogueError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(again, TidtamError)
    for language in ("th", "en"):
        assert again.problem(language=language) == error.problem(language=language)
    assert str(again) == str(error)
