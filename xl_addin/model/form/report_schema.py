"""The report of a form: its sheets, in order, and what stands on each."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from xl_addin.model.form.part import FormPart, Key, Width, as_tuple
from xl_addin.model.values.kinds import Kind

LIGHTS = ("red", "yellow", "green", "blue", "grey")
"""Colours that a word can have beside it."""


class Heading(FormPart):
    """Heading rows of a report table: one above each run of rows with the same `by`; empty text = no row.

    `subtotal`: label of the row that closes the run (None: no such row).
    """

    by: Key
    text: str
    subtotal: str | None = None


class PrintColumn(FormPart):
    """One printed column of a report table: the value of `key`, or a composed jinja2 `text` of the row.

    label: levels from the top; "|" is where a level ends its line ("รวม|เบิกจ่าย").
    style: how a number prints; "office" follows the settings. `total`: summed in subtotals and total row.
    `joined`: no line between this column and the one before (a bracket beside its number).
    `decimals`: how many places of a figure print, where that is not as the office's settings say. `ratio`: subtotals
    and total row do not add up but compute the column's own formula from their sums (baht for each person).
    `lights`: in place of key and text a word with a colour beside it, the first whose condition holds in the row:
    { "ล่าช้า" = "used * 2 < budget", "ตามแผน" = "used * 2 >= budget" }; `colours`: of each word, in order (LIGHTS).
    `show`: the row's value, its share of all printed rows in percent (the shares add up to 100.00), or its rank (the
    largest is 1, equal ones share a rank).
    `same_width`: columns of figures with the same word here are equally wide, whether they hold figures yet or not.
    `detail`: of a sheet with `details`, the key of the small table's column that this one prints in the rows below a
    project; "n": the project's number and the row's, "3.1". Where `details` names several tables one key of each, in
    order, "" for nothing: ["plan", "cost"].
    `to_date`: in a table of rounds, the key whose value of this round stands in the closing line.
    """

    label: tuple[str, ...] = Field(min_length=1)
    key: Key | None = None
    to_date: Key | None = None
    detail: Annotated[tuple[Key | Literal[""], ...], BeforeValidator(as_tuple)] = ()
    text: str | None = None
    width: Width = 12
    style: Literal["office", "baht0", "baht2", "percent", "bracket", "count", "date", "text", "order"] = (
        "office"
    )
    total: bool = False
    joined: bool = False
    same_width: str = ""
    decimals: Literal[0, 1, 2, 3, 4] | None = None
    ratio: bool = False
    show: Literal["value", "share", "rank"] = "value"
    lights: dict[str, str] = Field(default_factory=dict)
    colours: tuple[str, ...] = ()
    align: Literal["left", "center", "right"] | None = None
    not_due: int | None = None

    def __hash__(self) -> int:
        """Of what tells columns apart: tables of forms are kept by their columns, and `lights` has no hash."""
        return hash((self.label, self.key, self.detail, self.text, self.width, tuple(self.lights)))

    @property
    def title(self) -> str:
        """The column's own label on one line."""
        return self.label[-1].replace("|", "")

    @property
    def head(self) -> tuple[str, ...]:
        """The levels of its label with their lines, as they are printed."""
        return tuple(level.replace("|", "\n") for level in self.label)


class Figure(FormPart):
    """A number of the summary: an expression over the whole office, live in its cell.

    `scope`: "round" = this round only, "to_date" = cumulative, "q1" ... "q4" = that quarter of the year; said
    beside the number.
    `unit`: what is counted or measured, where it is not the unit of the kind.
    `charts_only`: it feeds charts and texts and has no line of its own among the figures.
    `share_of`: in place of a formula, figures of the sheet before this one: the first in percent of all of them,
    so that the shares of each add up to 100.00.
    """

    key: Key
    label: str
    formula: str = "0"
    share_of: tuple[Key, ...] = ()
    kind: Kind
    scope: Literal["round", "to_date", "year", "q1", "q2", "q3", "q4"]
    unit: str | None = None
    charts_only: bool = False

    @property
    def shown_unit(self) -> str:
        return self.kind.facts.unit if self.unit is None else self.unit


class Chart(FormPart):
    """A native chart over figures of the summary. `titles`: jinja2 lines.

    `categories` and `series`: names of a column or bar chart whose figures form a table, category by category
    (plan and actual of quarter 1, plan and actual of quarter 2 ...); empty = one series of all figures.
    On a breakdown `figures` are keys of its measures: its lines are the categories, each measure is a series.
    `each_line`: a chart for each line of the breakdown (each group), whose bars are the measures; its titles
    may use `line`, the line's name.
    """

    kind: Literal["pie", "doughnut", "column", "bar", "line", "stacked", "stacked_bar"]
    titles: tuple[str, ...]
    figures: tuple[Key, ...] = Field(min_length=1)
    categories: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    each_line: bool = False


class PagePart(FormPart):
    """A part of a printed project form: a heading, then a text or the rows of a child table.

    heading  jinja2 line, printed bold; `label`: bold words before the text on its line
    text     jinja2 text of the project's row
    table    key of a child table with its printed `columns` (keys and texts of the child's row), `total` row
    months   keys of a child's first and last month: a bar over twelve narrow columns ต.ค. to ก.ย., after the
             first printed column
    numbered_by  choice column of the table whose first code is level 1, second level 2: rows get
             `child.number` "2" or "2.1"; without it 1, 2, 3
    blocks   rows of the table one below another instead of side by side, for rows with long texts: the first
             column bold, the others with their labels, blank ones left out
    rounds   in place of `table`: a row for each round so far with `columns` of the project's row in that round
             (their texts may use that round's names), and the closing line `total` with their `to_date`
    empty    printed where the table has no row
    when     expression of the row: the part is left out where it is not met
    ruled    a line across the page stands below the part
    """

    heading: str = ""
    label: str = ""
    text: str | None = None
    table: Key | None = None
    columns: tuple[PrintColumn, ...] = ()
    months: tuple[Key, Key] | None = None
    numbered_by: Key | None = None
    blocks: bool = False
    rounds: bool = False
    total: str | None = None
    empty: str = "-"
    when: str | None = None
    ruled: bool = False


class NoStatus(FormPart):
    """Projects without a status for which the amount of a column is more than 0."""

    label: str
    above_zero: Key


class Measure(FormPart):
    """A column of a breakdown: what is counted or added up over the rows of each line.

    key      by which formulas of later measures and charts call it
    of       the column that is added up; how many are filled in, where it holds no amounts or counts or with
             `count`; without it and without a formula: how many rows there are
    where    column -> value: only rows that have it (a choice by its code)
    formula  in place of `of`: an expression over earlier measures of the line, as `used / budget * 100`; the
             total row computes it from its own sums. `kind`: of what it gives
    share_of in place of `of`: an earlier measure in percent of its total; the shares add up to 100.00
    """

    key: Key
    label: tuple[str, ...] = Field(min_length=1)
    of: Key | None = None
    count: bool = False
    where: dict[str, str] = Field(default_factory=dict)
    formula: str | None = None
    share_of: Key | None = None
    kind: Kind | None = None


class ReportSheet(FormPart):
    """One sheet of the report.

    kind
      cover      `text` file, big lines in the middle of a page
      executive  one page for who reads no other: money, groups, slowest projects, problems
      letter     `text` file, a memo or a page of text
      allotment  allotment rounds from the register, a sentence each, amounts in words
      buckets    what the allotments are divided into
      summary    figures, counts by status, charts, sentences
      table      the main table; `each_round`: one block per round so far; `filter`: which rows
      list       counted list of names, numbering from 1; `filter`, `titles`
      breakdown  a line for each value of `by` with its `measures`, and a total row; `across`: the measures for each
                 value of a second column side by side, and for all of them
      pages      the project forms: `parts` in order, each project beginning a page; `titles` over each.
                 `running`: the projects follow one another, with `titles` once; their headings may use `number`

    `each_section`: one sheet per section that has projects, its number added to the name; neighbouring sheets
    that are so are repeated together, section by section. Titles may then use `section` and `section_no`.
    `each_round`: a table or summary of each round so far; neighbours are repeated together, round by round.
    `begins_with`: what of a summary stands first: its figures; its charts, then its sentences; its sentences,
    then its charts.
    `parts_of`: name of the sheet of forms whose parts this one has too.
    `no_status_when`: projects that a summary counts apart, as they need no status; the others lack one.
    Of a breakdown: `by` and `across` are `group`, `section`, a choice column, or a column of short texts or counts
    (a category); the lines stand in the register's or the choices' order, or by the size of the measure
    `ranked_by`. `table`: the table whose rows it counts (default: the projects); of a table or list, the table of
    the groups whose rows it prints. `where`: column -> value:
    only rows that have it. `blank`: the name of the line of rows that have no value. `numbered`: lines get numbers.
    `paper`: of a table or list, which has more room on A3.
    `details`: key of a small table whose rows a table prints below each project; columns say by `detail` what of them.
    Rows that stand in those rows follow each of them: ["activities", "items"].
    `continued`: added to the titles of a table's, or the last title of a form's, further pages ("(ต่อ)").
    """

    kind: Literal[
        "cover",
        "executive",
        "letter",
        "allotment",
        "buckets",
        "summary",
        "breakdown",
        "table",
        "list",
        "pages",
    ]
    name: str
    orientation: Literal["portrait", "landscape"] = "portrait"
    paper: Literal["A4", "A3"] = "A4"
    text: str | None = None
    titles: tuple[str, ...] = ()
    continued: str | None = None
    each_round: bool = False
    filter: str | None = None
    order: tuple[Key, ...] = ()
    headings: tuple[Heading, ...] = ()
    columns: tuple[PrintColumn, ...] = ()
    total: str | None = None
    details: Annotated[tuple[Key, ...], BeforeValidator(as_tuple)] = ()
    figures: tuple[Figure, ...] = ()
    status: Key | None = None
    no_status_when: NoStatus | None = None
    charts: tuple[Chart, ...] = ()
    sentences: str | None = None
    notes: str | None = None
    restart_numbers: bool = False
    each_section: bool = False
    running: bool = False
    begins_with: Literal["figures", "charts", "sentences"] = "figures"
    parts_of: str | None = None
    parts: tuple[PagePart, ...] = ()
    table: Key | None = None
    by: Key | None = None
    across: Key | None = None
    where: dict[str, str] = Field(default_factory=dict)
    measures: tuple[Measure, ...] = ()
    ranked_by: Key | None = None
    blank: str = "ไม่ระบุ"
    numbered: bool = False


class Report(FormPart):
    """`header`: at the left of the head of every page, `footer`: in place of the title at its foot; jinja2 texts."""

    title: str
    header: str = ""
    footer: str = ""
    sheets: tuple[ReportSheet, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _with_parts(self) -> Report:
        """Sheets that have the parts of another get them; one that does not exist is told by the loader."""
        parts = {sheet.name: sheet.parts for sheet in self.sheets if sheet.parts}
        sheets = tuple(
            sheet
            if sheet.parts_of not in parts
            else sheet.model_copy(update={"parts": parts[str(sheet.parts_of)]})
            for sheet in self.sheets
        )
        object.__setattr__(self, "sheets", sheets)
        return self
