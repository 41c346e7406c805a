"""A form: what is asked, who fills it, what is right, and how the office prints it.

One TOML file per form (workbook_templates/forms). `form_file.load_form` reads and checks it; the classes
here are what the other rooms work with. All of them are frozen.

    Form
      period       rounds of the fiscal year
      settings     how this office prints (digits, zero, percent rounding, font)
      sections     what projects are listed under (policy, fund source, strategy), if anything
      params       values of notes that rules use (a limit of 70 %)
      texts        words of the office on its pages, asked for in the register
      columns      of the main table `projects`: a row = a project
      tables       small tables of a project (activities, indicators, budget lines)
      rules        what must hold in a row
      template     the workbook that a group fills
      report       the sheets of the office's report, in order
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from xl_addin.model.problems.problem import Severity
from xl_addin.model.values.kinds import Fill, Kind

MAIN = "projects"
"""Key of the main table."""

MOST_ROWS = 200
"""Rows that a small table on a project's sheet can have prepared."""

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Mark = Annotated[str, Field(pattern=r"^[a-z]([a-z0-9_]|\{round\})*(\.[a-z][a-z0-9_]*)?$")]


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Period(_Part):
    """Rounds of a fiscal year (1 October to 30 September): 4 quarters, 2 half-years or 1 year.

    `name` is a jinja2 text with `round`, `fiscal_year`, `period` ("1 ตุลาคม 2563 - 31 มีนาคม 2564").
    `cumulative`: a round covers the year up to its end, not only its own months.
    """

    rounds: Literal[1, 2, 4]
    name: str
    cumulative: bool = False


class Settings(_Part):
    """How an office prints. The register starts with these and may change them."""

    digits: Literal["arabic", "thai"] = "arabic"
    zero: str = "-"
    decimals: Literal[0, 2] = 0
    percent_rounding: Literal["cut", "half_up"] = "cut"
    font: str = "TH SarabunPSK"
    font_size: float = 16


class Sections(_Part):
    """The list that projects stand under: OBEC policies, fund sources, strategies, buckets.

    The register has a sheet of this name with the columns no, name (and amount where `amounts`).
    `prefilled`: names that a blank register starts with. `from_plan`: where a project of an action plan goes
    when the plan becomes this form's register: under its own strategy, under the prefilled name of its fund
    source (the plan's `fund_no`), or under the first prefilled name.
    """

    label: str
    amounts: bool = False
    prefilled: tuple[str, ...] = ()
    from_plan: Literal["section", "fund", "first"] = "section"


class Param(_Part):
    """A value that rules use as `params.key`, entered in the register with the rounds in which it holds."""

    key: Key
    label: str
    kind: Kind
    default: float | None = None
    note: str = ""


class OfficeText(_Part):
    """Words that differ from office to office, as `texts.key` in the form's texts: fund, name of the report, web.

    The register asks for them and starts with `default`, the office's own; what it leaves blank prints nothing.
    """

    key: Key
    label: str
    default: str = ""
    guidance: str = ""
    lines: int = 1


class Column(_Part):
    """One column of a table (or one labelled field of a page).

    label        header levels from the top; equal neighbours are merged
    kind, fill   see `kinds`
    formula      for computed columns
    required     "always", "never" or an expression that says when a blank is an error
    minimum      smallest value allowed, in the kind's own unit (None: any)
    choices      code -> the office's phrase
    previous     key in the previous round's data that fills this column (fill = previous), or that
                 fills it once `due` has passed (fill = group)
    due          round from which a group column is asked for; before, the cell is locked and blank
    hidden       kept in the data and the template's helper columns, not shown
    proposed     the register may leave it blank (else a project needs it)
    width        characters of the column in the template
    height       lines that an entry field of a page prepares (long_text)
    section      for pages: key of the section the field stands in
    was          the key, or the keys, under which accepted older versions of the form had this column
    """

    key: Key
    label: tuple[str, ...] = Field(min_length=1)
    kind: Kind
    fill: Fill
    formula: str | None = None
    required: str = "never"
    minimum: float | None = 0
    maximum_length: int = 2000
    choices: dict[str, str] = {}
    previous: Key | None = None
    due: int | None = None
    hidden: bool = False
    proposed: bool = False
    guidance: str = ""
    width: float = 12
    height: int = 1
    section: Key | None = None
    was: Annotated[tuple[Key, ...], BeforeValidator(_as_tuple)] = ()

    @property
    def title(self) -> str:
        """The label in one line, as messages show it."""
        return " ".join(self.label)


class ChildTable(_Part):
    """A small table of a project: its rows belong to one project.

    `rows`: prepared rows on each project's sheet (`make_templates --rows activities=40` prepares another
    number). A row in which a group has filled nothing is no row.
    """

    key: Key
    label: str
    section: Key | None = None
    rows: int = Field(ge=1, le=MOST_ROWS)
    guidance: str = ""
    columns: tuple[Column, ...] = Field(min_length=1)


class Rule(_Part):
    """What must hold. `check` true = in order; a problem is put at column `at`.

    A rule of projects about a whole small table, such as "no indicator yet", says `table.column`: the problem
    is put at that column's first row of the project's table. `{round}` in `at` stands for the number of the
    round, as in `q{round}_actual`: of entries that add up, the one that is typed in this round.

    `when`: the rule applies only there. `unless`: ids of rules whose problem already explains this one.
    `message` and `fix` are Thai sentences; `{expression}` in them is replaced by the value.
    `table`: the rule holds for each row of that child table (default: of the projects).
    In the file a rule may say `each = ["output", "outcome"]`: one rule for each of these columns, `@` in it
    standing for the column's key (see `rule_each`).
    """

    id: Key
    severity: Severity = Severity.WARNING
    table: Key = MAIN
    at: Mark
    check: str
    when: str | None = None
    unless: tuple[Key, ...] = ()
    message: str
    fix: str
    source: str = ""

    def mark(self, round_: int | str | None) -> str:
        """The key that problems of a round are put at."""
        return self.at.replace("{round}", str(round_))


class PageSection(_Part):
    """A headed part of a project's page, in order. `heading` and `guidance` are jinja2 texts.

    `when`: an expression over what the register knows; where it is not met the part is left out of that
    project's page and nothing in it is asked for.
    """

    key: Key
    heading: str
    guidance: str = ""
    when: str | None = None


class Template(_Part):
    """The workbook that a group fills: one sheet with all its projects, or one sheet per project."""

    layout: Literal["table", "pages"] = "table"
    sheet: str = "แบบรายงาน"
    orientation: Literal["portrait", "landscape"] = "landscape"
    titles: tuple[str, ...]
    heading: str | None = None
    notes: str | None = None
    sections: tuple[PageSection, ...] = ()


class Heading(_Part):
    """Heading rows of a report table: one above each run of rows with the same `by`; empty text = no row.

    `subtotal`: label of the row that closes the run (None: no such row).
    """

    by: Key
    text: str
    subtotal: str | None = None


class PrintColumn(_Part):
    """One printed column of a report table: the value of `key`, or a composed jinja2 `text` of the row.

    style: how a number prints; "office" follows the settings. `total`: summed in subtotals and total row.
    `joined`: no line between this column and the one before (a bracket beside its number).
    `to_date`: in a table of rounds, the key whose value of this round stands in the closing line.
    """

    label: tuple[str, ...]
    key: Key | None = None
    to_date: Key | None = None
    text: str | None = None
    width: float = 12
    style: Literal["office", "baht0", "baht2", "percent", "bracket", "count", "date", "text", "order"] = (
        "office"
    )
    total: bool = False
    joined: bool = False
    align: Literal["left", "center", "right"] | None = None
    not_due: int | None = None


class Figure(_Part):
    """A number of the summary: an expression over the whole office, live in its cell.

    `scope`: "round" = this round only, "to_date" = cumulative, "q1" ... "q4" = that quarter of the year; said
    beside the number.
    `unit`: what is counted or measured, where it is not the unit of the kind.
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

    @property
    def shown_unit(self) -> str:
        return self.kind.facts.unit if self.unit is None else self.unit


class Chart(_Part):
    """A native chart over figures of the summary. `titles`: jinja2 lines.

    `categories` and `series`: names of a column or bar chart whose figures form a table, category by category
    (plan and actual of quarter 1, plan and actual of quarter 2 ...); empty = one series of all figures.
    """

    kind: Literal["pie", "doughnut", "column", "bar"]
    titles: tuple[str, ...]
    figures: tuple[Key, ...] = Field(min_length=1)
    categories: tuple[str, ...] = ()
    series: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _table_is_full(self) -> Chart:
        if (self.categories or self.series) and len(self.figures) != len(self.categories) * len(self.series):
            raise ValueError("figures ต้องมีจำนวนเท่ากับ categories คูณ series")
        return self


class PagePart(_Part):
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


class NoStatus(_Part):
    """Projects without a status for which the amount of a column is more than 0."""

    label: str
    above_zero: Key


class ReportSheet(_Part):
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
      pages      the project forms: `parts` in order, each project beginning a page; `titles` over each.
                 `running`: the projects follow one another, with `titles` once; their headings may use `number`

    `each_section`: one sheet per section that has projects, its number added to the name; neighbouring sheets
    that are so are repeated together, section by section. Titles may then use `section` and `section_no`.
    `each_round`: a table or summary of each round so far; neighbours are repeated together, round by round.
    `begins_with`: what of a summary stands first: its figures; its charts, then its sentences; its sentences,
    then its charts.
    `parts_of`: name of the sheet of forms whose parts this one has too.
    `no_status_when`: projects that a summary counts apart, as they need no status; the others lack one.
    `continued`: added to the titles of a table's, or the last title of a form's, further pages ("(ต่อ)").
    """

    kind: Literal["cover", "executive", "letter", "allotment", "buckets", "summary", "table", "list", "pages"]
    name: str
    orientation: Literal["portrait", "landscape"] = "portrait"
    text: str | None = None
    titles: tuple[str, ...] = ()
    continued: str | None = None
    each_round: bool = False
    filter: str | None = None
    order: tuple[Key, ...] = ()
    headings: tuple[Heading, ...] = ()
    columns: tuple[PrintColumn, ...] = ()
    total: str | None = None
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


class Report(_Part):
    title: str
    sheets: tuple[ReportSheet, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _with_parts(self) -> Report:
        """Sheets that have the parts of another get them."""
        parts = {sheet.name: sheet.parts for sheet in self.sheets if sheet.parts}
        for sheet in self.sheets:
            if sheet.parts_of is not None and sheet.parts_of not in parts:
                raise ValueError(f"parts_of: ไม่มีแผ่นชื่อ {sheet.parts_of}")
        sheets = tuple(
            sheet if sheet.parts_of is None else sheet.model_copy(update={"parts": parts[sheet.parts_of]})
            for sheet in self.sheets
        )
        object.__setattr__(self, "sheets", sheets)
        return self


P = TypeVar("P", Column, ChildTable)


class Form(_Part):
    """One office's form. Formulas, rules and texts in it have been checked by `load_form`."""

    id: Key
    version: int = Field(ge=1)
    accepts: tuple[int, ...] = ()
    title: str
    period: Period
    settings: Settings = Settings()
    sections: Sections | None = None
    allotments: bool = False
    buckets: tuple[str, ...] = ()
    params: tuple[Param, ...] = ()
    texts: tuple[OfficeText, ...] = ()
    columns: tuple[Column, ...] = Field(min_length=1)
    tables: tuple[ChildTable, ...] = ()
    rules: tuple[Rule, ...] = ()
    template: Template
    memo: str | None = None
    report: Report
    texts_folder: Path | None = Field(default=None, exclude=True, description="set by the loader")

    def column(self, key: str) -> Column:
        """A column of the main table by key. Raises KeyError."""
        return next_or_raise(self.columns, key)

    def table(self, key: str) -> ChildTable:
        """A child table by key. Raises KeyError."""
        return next_or_raise(self.tables, key)

    def columns_of(self, table: str) -> tuple[Column, ...]:
        """Columns of the main table or of a child table."""
        return self.columns if table == MAIN else self.table(table).columns


def next_or_raise(parts: tuple[P, ...], key: str) -> P:
    """The part of that key. Raises KeyError."""
    for part in parts:
        if part.key == key:
            return part
    raise KeyError(key)
