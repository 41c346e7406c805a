"""Form workbooks wherever a form is asked for: read once, and written as the files that a form loads from."""

from __future__ import annotations

import atexit
import shutil
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

from xl_addin.model.form.form_files import READERS

WORKBOOK = ".xlsx"

_written: dict[bytes, Path] = {}


def use_form_workbooks() -> None:
    """Let every part of the program that loads a form load a form workbook, too."""
    READERS[WORKBOOK] = form_file_of


def form_file_of(path: Path) -> Path:
    """The TOML file of the form in a workbook, its texts beside it. Raises FormError with every mistake in it."""
    # Commands that ask for no form workbook do without these.
    from xl_addin.excel.reading.limits import PackageError
    from xl_addin.form_workbook.files import write_form
    from xl_addin.form_workbook.reader import NotAFormWorkbook, read_form_workbook
    from xl_addin.model.form.loader import FormError
    from xl_addin.model.notation.mistakes import Mistake
    from xl_addin.model.problems.catalogue import say

    try:
        known = sha256(path.read_bytes()).digest()
        if known not in _written:
            reading = read_form_workbook(path)
            if reading.told:
                raise FormError(path.name, [one.mistake for one in reading.told])
            folder = Path(mkdtemp(prefix="tidtam-form-"))
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            _written[known] = write_form(reading.content, folder)
    except (OSError, PackageError, NotAFormWorkbook) as error:
        mistake = Mistake("file", say("form_unreadable", reason=str(error)))
        raise FormError(path.name, [mistake]) from error
    return _written[known]
