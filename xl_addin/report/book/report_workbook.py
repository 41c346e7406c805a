"""The report workbook while it is being written, and the names that its texts use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd
from jinja2 import TemplateError

from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.excel.writing.plain_workbook import PlainWorkbook
from xl_addin.excel.writing.styles import Styles
from xl_addin.model import texts
from xl_addin.model.form import scopes
from xl_addin.model.form.report_schema import ReportSheet
from xl_addin.model.form.schema import Form, Settings
from xl_addin.model.problems.errors import CatalogueError
from xl_addin.model.register import Register, Section
from xl_addin.model.thai.words import in_thai_digits
from xl_addin.previous.missed_amounts import answered_gaps
from xl_addin.previous.missed_rounds import MissedRound, missed_rounds
from xl_addin.report.book.ledger import Ledger, Mention, Source
from xl_addin.report.book.live_checks import RegisterSums
from xl_addin.report.book.prose import Prose
from xl_addin.report.book.unfinished import Unfinished, unfinished, unfinished_earlier

NOT_RETURNED = "ยังไม่ส่ง"
"""What stands in the row of a project whose group has not returned its workbook."""

_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_SHEET_NAME = 31

Constants = Mapping[str, int | str | None]


class ReportError(CatalogueError, ValueError):
    """A report that cannot be written: the form asks for something that does not exist.

    `sheet` and `text` say where in the form, `why` what is wrong.
    """

    def __init__(self, sheet: str, text: str, why: str) -> None:
        super().__init__("command_bad_report_form", value=sheet, text=text, error=why)
        self.sheet, self.text, self.why = sheet, text, why

    def __str__(self) -> str:
        return f"{self.sheet}: {self.text}: {self.why}"


@dataclass(frozen=True, slots=True)
class Written:
    """A rendered line and the numbers in it that are tied to cells."""

    text: str
    mentions: tuple[Mention, ...] = ()


class ReportBook:
    """What every sheet of the report needs: data, workbook, styles, the ledger of printed numbers.

    `returned`: the folder of returned workbooks as seen from the report, for links to their cells.
    `figures`: numbers of the summary by key; `counts`: projects by status code; `missing`: groups without a
    used workbook; `unreported`: their projects; `missed`: groups that lack an earlier round;
    `register_sums`: sums of the register that should be one; `form_places`: project id -> sheet and row
    (from 0) of its form; `errors`: problems that must be put right; `numbered`: sheets whose pages are numbered;
    `work_sheets`: those that are no part of the printed report; `form_sizes`: scales of project forms, by the
    name of their sheet in the form.
    `prose`: the words of each sheet, where `words` ask for them. Each is known once its sheet is written.
    `forms_awaited`: names of sheets whose forms are being laid out; what leads to them stands in `links_to_forms`
    meanwhile.
    """

    def __init__(
        self,
        target: Path | BinaryIO,
        consolidated: Consolidated,
        *,
        returned: str = "returned",
        words: bool = False,
    ) -> None:
        self.consolidated = consolidated
        self.returned = returned
        self.workbook = PlainWorkbook(target, self.settings.font)
        self.styles = Styles(self.workbook, self.settings)
        self.ledger = Ledger(self.settings)
        self.figures: dict[str, Source] = {}
        self.counts: dict[str, Source] = {}
        self.missing: Source | None = None
        self.unreported: Source | None = None
        self.missed: Source | None = None
        self.register_sums: list[RegisterSums] = []
        self.form_places: dict[str, tuple[str, int]] = {}
        self.errors: Source | None = None
        self.numbered: list[BulkSheet] = []
        self.prose = Prose(words)
        self.work_sheets: list[BulkSheet] = []
        self.form_sizes: dict[str, float] = {}
        self.forms_awaited: set[str] = set()
        self.links_to_forms: list[Callable[[], None]] = []
        self._unfinished = {consolidated.round: unfinished(consolidated)}
        self._sheet_names: set[str] = set()
        self._missed: tuple[MissedRound, ...] | None = None
        self._whole: ReportBook | None = None
        self._earlier: dict[int, pd.DataFrame] = {}

    def of_groups(self, table: str) -> ReportBook:
        """The same book as sheets of a table of the groups need it: its rows are the projects."""
        own = copy(self)
        own.consolidated = self.consolidated.group_tables[table]
        own._unfinished = {own.consolidated.round: unfinished(own.consolidated)}
        own._missed = None
        own._earlier = {}
        own._whole = self
        return own

    @property
    def register(self) -> Register:
        return self.consolidated.register

    @property
    def form(self) -> Form:
        return self.register.form

    @property
    def settings(self) -> Settings:
        return self.register.settings

    @property
    def points(self) -> float:
        """Size of the office's letters."""
        return self.styles.points

    def unfinished(self, round_: int | None = None) -> Unfinished:
        """What a round (this one unless said) still lacks."""
        wanted = self.consolidated.round if round_ is None else round_
        if wanted not in self._unfinished:
            frame, tables = self.frame_of(wanted), self.tables_of(wanted)
            self._unfinished[wanted] = unfinished_earlier(self.consolidated, wanted, frame, tables)
        return self._unfinished[wanted]

    @property
    def is_draft(self) -> bool:
        """Whether anything is left to put right, in this round or in an earlier one that is printed again."""
        if self._whole is not None:
            return self._whole.is_draft
        printed = self.rounds() if any(spec.each_round for spec in self.form.report.sheets) else [None]
        return any(self.unfinished(round_).is_draft for round_ in (None, *printed))

    def sheet_name(self, wanted: str) -> str:
        """A name that Excel takes and no other sheet has."""
        base = _NOT_IN_SHEET_NAMES.sub(" ", wanted).strip().strip("'")[:_LONGEST_SHEET_NAME] or "แผ่นงาน"
        name, count = base, 1
        while name.casefold() in self._sheet_names:
            count += 1
            name = f"{base[: _LONGEST_SHEET_NAME - 4]} ({count})"
        self._sheet_names.add(name.casefold())
        return name

    def add_sheet(self, name: str) -> BulkSheet:
        """A new last sheet; `name` comes from `sheet_name`."""
        sheet: BulkSheet = self.workbook.add_worksheet(name, BulkSheet)
        return sheet

    def frame_of(self, round_: int) -> pd.DataFrame:
        """The projects' rows of this or an earlier round, index 0..n-1."""
        if round_ == self.consolidated.round:
            return self.consolidated.frame
        if round_ not in self._earlier:
            history = self.consolidated.history
            self._earlier[round_] = history[history["round"] == round_].reset_index(drop=True)
        return self._earlier[round_]

    def tables_of(self, round_: int) -> dict[str, pd.DataFrame]:
        """The child tables of that round."""
        if round_ == self.consolidated.round:
            return self.consolidated.tables
        found = {}
        for key, table in self.consolidated.tables_history.items():
            found[key] = table[table["round"] == round_] if "round" in table else table
        return found

    def rounds(self) -> list[int]:
        """Rounds with data, this one last."""
        history = self.consolidated.history
        earlier = sorted({int(round_) for round_ in history["round"]}) if len(history) else []
        return [round_ for round_ in earlier if round_ < self.consolidated.round] + [self.consolidated.round]

    def constants(self, round_: int) -> Constants:
        params = {param.key: self.register.param(param.key, round_) for param in self.form.params}
        return scopes.constants(self.form, self.register.fiscal_year, round_, params)

    def missing_groups(self) -> list[str]:
        """Names of the groups whose workbook is not in this report, in the register's order."""
        return [group.group for group in self.consolidated.groups if group.is_waited_for]

    def missed_rounds(self) -> tuple[MissedRound, ...]:
        """Earlier rounds that groups have not reported, though the report's sums to date need them."""
        if self._missed is None:
            answered = answered_gaps(self.form, self.consolidated.frame)
            self._missed = missed_rounds(self.register, self.consolidated.history, answered)
        return self._missed

    def names(self, round_: int | None = None, section: Section | None = None) -> dict[str, Any]:
        """Names for the texts of one round (this one unless said): those of every text, and the numbers.

        `section`: for a sheet of one section's projects.
        """

        def bound(sources: Mapping[str, Source]) -> Any:
            return lambda key: self.ledger.number(sources[key])

        names = texts.names_of(self.register, round_ or self.consolidated.round)
        names |= self.ledger.names()
        names |= {
            "form_title": self.form.report.title,
            "is_this_round": round_ in (None, self.consolidated.round),
            "figure": bound(self.figures),
            "counted": bound(self.counts),
            "missing_groups": self.missing_groups(),
            "missed_rounds": _periods(self.missed_rounds()),
        }
        if section is not None:
            names |= {"section": section.name, "section_no": section.no}
        return names

    def render(self, source: str, names: Mapping[str, Any], sheet: str) -> str:
        """A jinja2 text, filled, numbers marked. Raises ReportError for a name that does not exist."""
        try:
            return texts.render(source, names)
        except (TemplateError, KeyError, AttributeError, TypeError, ValueError) as error:
            raise ReportError(sheet, source.strip().split("\n")[0][:60], str(error)) from error

    def write_lines(self, source: str, names: Mapping[str, Any], sheet: str) -> list[Written]:
        """The lines of a jinja2 text. Raises ReportError."""
        rendered = self.render(source, names, sheet)
        return [Written(text, mentions) for text, mentions in self.ledger.read_lines(rendered)]

    def title_of(self, spec: ReportSheet, round_: int | None = None, section: Section | None = None) -> str:
        """The name of a sheet of the form in one round (this one unless said)."""
        return self.write_lines(spec.name, self.names(round_, section), spec.name)[0].text

    def in_digits(self, text: str) -> str:
        """A label of the form in the office's digits."""
        return in_thai_digits(text) if self.settings.digits == "thai" else text

    def write_file(self, file: str, names: Mapping[str, Any], sheet: str) -> list[Written]:
        """The lines of a text file of the form. Raises ReportError, also for a file that does not exist."""
        folder = self.form.texts_folder
        try:
            if folder is None:
                raise FileNotFoundError(file)
            source = (folder / self.form.id / file).read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise ReportError(sheet, file, str(error)) from error
        return self.write_lines(source, names, sheet)


def _periods(missed: Iterable[MissedRound]) -> list[str]:
    """ "ไตรมาสที่ 1 (กลุ่มนโยบายและแผน, กลุ่มอำนวยการ)" of each round."""
    groups: dict[str, list[str]] = {}
    for one in missed:
        groups.setdefault(one.period, []).append(one.group)
    return [f"{period} ({', '.join(names)})" for period, names in groups.items()]
