"""Form files: reading them, and saying what is wrong in one before anybody types into a template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from xl_addin.model.expressions.types import ALL
from xl_addin.model.form.breakdown_validation import breakdown_mistakes
from xl_addin.model.form.calendar import calendar_mistakes
from xl_addin.model.form.columns_validation import column_mistakes
from xl_addin.model.form.form_files import READERS, form_file, form_ids, listed_forms
from xl_addin.model.form.group_tables import own_form
from xl_addin.model.form.group_tables_validation import group_table_mistakes
from xl_addin.model.form.layout_validation import layout_mistakes
from xl_addin.model.form.page_validation import page_mistakes
from xl_addin.model.form.publication_validation import national_mistakes, publication_mistakes
from xl_addin.model.form.repeats import written_out
from xl_addin.model.form.report_validation import report_mistakes
from xl_addin.model.form.rule_expansion import with_each
from xl_addin.model.form.rules_validation import rule_mistakes, told_once
from xl_addin.model.form.schema import MAIN, Form, RowsTable
from xl_addin.model.form.structure import structure_of
from xl_addin.model.form.text_places import texts_mistakes
from xl_addin.model.notation.mistakes import Mistake
from xl_addin.model.notation.toml_reading import toml_or_mistake
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.errors import TidtamError
from xl_addin.model.problems.suggestion import nearest


class FormError(TidtamError, ValueError):
    """A form that cannot be used: all mistakes of the file at once."""

    def __init__(self, file: str, mistakes: list[Mistake]) -> None:
        self.file = file
        self.mistakes = mistakes
        super().__init__(said=f"{file}\n" + "\n".join(f"  {mistake}" for mistake in mistakes))


def load_form(form: str | Path) -> Form:
    """A form by id, or by the path of its file. Raises FormError with every mistake in it."""
    path = Path(form)
    if path.suffix != ".toml" and path.suffix not in READERS:
        found = form_file(str(form))
        if found is None:
            near = nearest(str(form), form_ids())
            how = f"{f'หมายถึง {near} หรือไม่ ' if near else ''}ที่ใช้ได้คือ {listed_forms()}"
            raise FormError(str(form), [Mistake("form", say("form_unknown", value=str(form)), how)])
        path = found
    reader = READERS.get(path.suffix)
    return _load_file((path if reader is None else reader(path)).resolve())


@cache
def _load_file(path: Path) -> Form:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FormError(path.name, [Mistake("file", say("form_unreadable", reason=str(error)))]) from error
    return form_from_text(text, path.name, texts=path.parent.parent / "texts")


def form_from_text(text: str, file: str, texts: Path | None = None) -> Form:
    """A form from the text of its file. `texts`: folder with the forms' jinja2 texts, to check those too."""
    read = toml_or_mistake(text)
    if isinstance(read, Mistake):
        raise FormError(file, [read])
    return form_from_content(read, file, texts)


def form_from_content(raw: dict[str, Any], file: str, texts: Path | None = None) -> Form:
    """A form from what its file says, as TOML or as a form workbook gives it. Raises FormError."""
    repeated = written_out(raw)
    structure = structure_of(with_each(repeated.raw))
    mistakes = [*repeated.mistakes, *structure.mistakes]
    if structure.form is not None:
        mistakes += [
            mistake for mistake in _mistakes(structure.form, texts) if not structure.follows(mistake)
        ]
    if mistakes or structure.form is None:
        raise FormError(file, told_once(repeated.told(mistakes), raw))
    return structure.form.model_copy(update={"texts_folder": texts})


def _mistakes(form: Form, texts: Path | None) -> Iterator[Mistake]:
    duplicates = list(_duplicates(form))
    yield from duplicates
    if duplicates:
        return
    own = own_form(form)
    for found in (
        calendar_mistakes,
        column_mistakes,
        rule_mistakes,
        layout_mistakes,
        page_mistakes,
        national_mistakes,
        publication_mistakes,
        report_mistakes,
        breakdown_mistakes,
    ):
        yield from found(own)
    yield from group_table_mistakes(form)
    yield from texts_mistakes(form, texts)


def _duplicates(form: Form) -> Iterator[Mistake]:
    lists: dict[str, list[str]] = {
        "params": [param.key for param in form.params],
        "rules": [rule.id for rule in form.rules],
        "tables": [table.key for table in (*form.tables, *form.group_tables)],
        "columns": [key for column in form.columns for key in (column.key, *column.was)],
        "report.sheets": [sheet.name for sheet in form.report.sheets],
    }
    small: list[tuple[str, RowsTable]] = [("tables", table) for table in form.tables]
    small += [("group_tables", table) for table in form.group_tables]
    lists |= {
        f"{kind}.{table.key}.columns": [key for column in table.columns for key in (column.key, *column.was)]
        for kind, table in small
    }
    for kind, table in small:
        if table.key in (MAIN, ALL):
            yield Mistake(f"{kind}[{table.key}]", say("form_reserved", value=table.key), "ใช้ key อื่น")
    for where, ids in lists.items():
        for twice, times in Counter(ids).items():
            if times > 1:
                yield Mistake(f"{where}[{twice}]", say("form_duplicate", value=twice), "ตั้งชื่อให้ไม่ซ้ำกัน")
