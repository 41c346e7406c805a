"""Forms as files: a form and its texts read as content, and content written as TOML and texts."""

from __future__ import annotations

import tomllib
from pathlib import Path

import tomli_w

from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.form_workbook.content import FormContent
from xl_addin.form_workbook.reader import write_texts
from xl_addin.model.form.form_files import READERS, form_file
from xl_addin.model.form.loader import load_form


def content_of(form: str | Path) -> FormContent:
    """What the file of a form says, with its texts. Raises FormError for a form that does not load."""
    loaded = load_form(form)
    path = Path(form)
    if path.suffix in READERS:
        path = READERS[path.suffix](path)
    elif path.suffix != ".toml":
        found = form_file(str(form))
        assert found is not None
        path = found
    raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    folder = None if loaded.texts_folder is None else loaded.texts_folder / loaded.id
    files = sorted(folder.iterdir()) if folder is not None and folder.is_dir() else []
    return FormContent(
        raw, {file.name: file.read_text(encoding="utf-8") for file in files if file.suffix == ".j2"}
    )


def write_form(content: FormContent, folder: Path) -> Path:
    """Write forms/<id>.toml and texts/<id>/ below a folder; gives the form's file. Raises WriteError."""
    target = folder / "forms" / f"{content.raw['id']}.toml"
    target.parent.mkdir(parents=True, exist_ok=True)
    write_texts(content, folder / "texts")
    write_whole(target, tomli_w.dumps(content.raw, multiline_strings=False).encode())
    return target
