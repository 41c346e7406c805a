"""A form workbook read: its rows, and the form that they are, with every mistake at its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xl_addin.excel.reading.named_table import named_table, raw_value
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.form_workbook.assembly import Assembled, ReadRow, assembled, spot_of
from xl_addin.form_workbook.content import FormContent, Rows
from xl_addin.form_workbook.sheets import SHEETS
from xl_addin.form_workbook.writer import Told, workbook_of
from xl_addin.model.form.loader import FormError, form_from_content
from xl_addin.model.form.schema import Form
from xl_addin.model.notation.mistakes import Mistake
from xl_addin.model.problems.errors import CatalogueError
from xl_addin.model.values.findings import NumberText, Raw


class NotAFormWorkbook(CatalogueError):
    """A workbook without the sheets of a form."""


@dataclass(slots=True)
class FormReading:
    """`form`: None where there are mistakes. `rows` by sheet as they were read."""

    content: FormContent
    rows: dict[str, list[ReadRow]]
    form: Form | None = None
    told: list[Told] = field(default_factory=list)

    def with_mistakes(self, asks: Sequence[Mistake] = ()) -> bytes:
        """The same workbook with each mistake beside its cell, and all of them listed with links.

        `asks`: what else is to be told: guesses and open questions of a draft.
        """
        made = assembled(self.rows)
        told = [*(Told(one, spot_of(made, one.key)) for one in asks), *self.told]
        shown: Rows = {key: [_cells(row.cells) for row in rows] for key, rows in self.rows.items()}
        return workbook_of(
            shown, told, {key: [row.number for row in rows] for key, rows in self.rows.items()}
        )


def _cells(cells: Mapping[str, Raw]) -> dict[str, Any]:
    return {key: float(value) if isinstance(value, NumberText) else value for key, value in cells.items()}


def read_form_workbook(path: Path) -> FormReading:
    """The form in a workbook. Raises PackageError for a file that is no workbook, NotAFormWorkbook for another one."""
    book = read_workbook(path)
    rows: dict[str, list[ReadRow]] = {}
    for spec in SHEETS:
        table = named_table(book, spec.table, open_ended=True)
        if table is None:
            raise NotAFormWorkbook("form_workbook_sheet_missing", file=path.name, sheet=spec.title)
        found = [
            ReadRow(
                row.number, {key: raw_value(cell) for key, cell in row.cells.items() if key != "_problem"}
            )
            for row in table.rows
        ]
        rows[spec.key] = [
            row for row in found if any(str(value or "").strip() for value in row.cells.values())
        ]
    made = assembled(rows)
    reading = FormReading(made.content, rows)
    mistakes = [Told(mistake, spot) for mistake, spot in made.mistakes]
    reading.form, told = _checked(made, path.name)
    reading.told = [*mistakes, *told]
    if reading.told:
        reading.form = None
    return reading


def _checked(made: Assembled, file: str) -> tuple[Form | None, list[Told]]:
    """The form of this content, its texts checked too, or what is wrong with it."""
    content = made.content
    with TemporaryDirectory() as folder:
        texts = Path(folder)
        write_texts(content, texts)
        try:
            return form_from_content(content.raw, file, texts), []
        except FormError as error:
            return None, [Told(mistake, spot_of(made, mistake.key)) for mistake in error.mistakes]


def write_texts(content: FormContent, texts: Path) -> None:
    """The texts of a form as files below `texts`/<form id>; names that lead elsewhere are left out."""
    own = texts / Path(str(content.raw.get("id") or "form")).name
    own.mkdir(parents=True, exist_ok=True)
    for name, text in content.texts.items():
        if name and Path(name).name == name:
            (own / name).write_text(text, encoding="utf-8", newline="")
