"""A form: what is asked, who fills it, what is right, and how the office prints it.

One TOML file per form (workbook_templates/forms). `loader.load_form` reads and checks it; the classes
here are what the other rooms work with. All of them are frozen.

    Form
      period       rounds of the fiscal year
      settings     how this office prints (digits, zero, percent rounding, font)
      sections     what projects are listed under (policy, fund source, strategy), if anything
      params       values of notes that rules use (a limit of 70 %)
      texts        words of the office on its pages, asked for in the register
      columns      of the main table `projects`: a row = a project
      tables       small tables of a project (activities, indicators, budget lines)
      group_tables   main tables beside the projects: a row belongs to a group
      rules        what must hold in a row
      template     the workbook that a group fills
      report       the sheets of the office's report, in order (see `report_schema`)
      national     its columns in the words that all offices share
      public, emenscr   what goes out beside the report (see `publication`)
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, Protocol, TypeVar

from pydantic import BeforeValidator, Field

from xl_addin.model.form.national import National
from xl_addin.model.form.part import FormPart, Key, Mark, Period, Width, as_tuple
from xl_addin.model.form.publication import Emenscr, Public
from xl_addin.model.form.report_schema import Report
from xl_addin.model.problems.problem import Severity
from xl_addin.model.values.kinds import Fill, Kind

MAIN = "projects"
"""Key of the main table."""

PROPOSALS, PROPOSAL_REASON = "proposals", "proposal_reason"
"""Key of the table of proposed projects, in templates and in the register, and of its column that says why."""
PROPOSALS_SHEET = "ข้อเสนอโครงการ"
"""Name of the sheet of proposed projects, in templates, in the register and in the report."""

EVERY_REGISTER = ("no", "project", "group", "section")
"""Keys of what the register says of a project in every form."""

BUDGET, USED, PLAN = "budget", "used_to_date", "plan_to_date"
"""Keys that a form's columns have for the year's money, the money used and the plan to date."""

BUDGET_REASON = "budget_reason"
"""Key of the register's column that says why a budget is not what it was; a change of the year says it, too."""

MOST_ROWS = 1000
"""Rows that a small table on a project's sheet can have prepared."""

MOST_PROPOSALS = 30
"""Projects that one group can propose in one round."""


class Settings(FormPart):
    """How an office prints. The register starts with these and may change them."""

    digits: Literal["arabic", "thai"] = "arabic"
    zero: str = "-"
    decimals: Literal[0, 2] = 0
    percent_rounding: Literal["cut", "half_up"] = "cut"
    font: str = "TH SarabunPSK"
    font_size: float = Field(default=16, ge=12, le=20)


class Sections(FormPart):
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


class Param(FormPart):
    """A value that rules use as `params.key`, entered in the register with the rounds in which it holds."""

    key: Key
    label: str
    kind: Kind
    default: float | None = None
    note: str = ""


class OfficeText(FormPart):
    """Words that differ from office to office, as `texts.key` in the form's texts: fund, name of the report, web.

    The register asks for them and starts with `default`, the office's own; what it leaves blank prints nothing.
    """

    key: Key
    label: str
    default: str = ""
    guidance: str = ""
    lines: int = Field(default=1, ge=1, le=20)


class Column(FormPart):
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
    under        for small tables of a table layout: key of the column of projects in which this one stands
    was          the key, or the keys, under which accepted older versions of the form had this column
    """

    key: Key
    label: tuple[str, ...] = Field(min_length=1)
    kind: Kind
    fill: Fill
    formula: str | None = None
    required: str = "never"
    minimum: float | None = 0
    maximum_length: int = Field(default=2000, ge=1, le=32767)
    choices: dict[str, str] = Field(default_factory=dict)
    previous: Key | None = None
    due: int | None = None
    hidden: bool = False
    proposed: bool = False
    guidance: str = ""
    width: Width = 12
    height: int = Field(default=1, ge=1, le=60)
    section: Key | None = None
    under: Key | None = None
    was: Annotated[tuple[Key, ...], BeforeValidator(as_tuple)] = ()

    @property
    def title(self) -> str:
        """The label in one line, as messages show it."""
        return " ".join(self.label)


class RowsTable(FormPart):
    """A table of which there are many rows to one owner: a project or a group.

    `rows`: prepared rows of each owner (`make_templates --rows activities=40` prepares another number). A row in
    which a group has filled nothing is no row.
    Columns that the register fills make rows that are known before anything is typed: those of the register, then
    those that groups added in earlier rounds. They stand in every template; below them `rows` blank ones (0: none)
    in which groups add their own and type these columns, too. The first such column names the row.
    """

    key: Key
    label: str
    rows: int = Field(ge=0, le=MOST_ROWS)
    columns: tuple[Column, ...] = Field(min_length=1)

    @property
    def named_by(self) -> Key:
        """Key of the column that names its rows: the first of text."""
        texts = [column.key for column in self.columns if column.kind in (Kind.TEXT, Kind.LONG_TEXT)]
        return (*texts, self.columns[0].key)[0]

    @property
    def listed(self) -> tuple[Column, ...]:
        """The columns that the register fills in the rows that it lists."""
        return tuple(column for column in self.columns if column.fill is Fill.REGISTER)


class ChildTable(RowsTable):
    """A small table of a project. In a table layout its rows stand below their project's, as columns say by `under`.

    `parent`: key of another small table, before this one, in whose rows these stand (items of an activity). Formulas
    of the upper row name theirs as `items.used`, those of the lower one its rows above as `activities.plan`.
    """

    parent: Key | None = None
    section: Key | None = None
    guidance: str = ""


class GroupTable(RowsTable):
    """A main table beside the projects: rows of a group, on a sheet named `label`; the first column names the row.
    `titles`: jinja2 lines; without them those of the template."""

    titles: tuple[str, ...] = ()
    orientation: Literal["portrait", "landscape"] = "landscape"
    paper: Literal["A4", "A3"] = "A4"


class Rule(FormPart):
    """What must hold. `check` true = in order; a problem is put at column `at`.

    A rule of projects about a whole small table, such as "no indicator yet", says `table.column`: the problem
    is put at that column's first row of the project's table. `{round}` in `at` stands for the number of the
    round, as in `q{round}_actual`: of entries that add up, the one that is typed in this round.

    `when`: the rule applies only there. `unless`: ids of rules whose problem already explains this one.
    `message` and `fix` are Thai sentences; `{expression}` in them is replaced by the value.
    `table`: the rule holds for each row of that child table (default: of the projects), or of that table of the
    groups; where it says `table.column` of that one, of all rows of a group together.
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


class PageSection(FormPart):
    """A headed part of a project's page, in order. `heading` and `guidance` are jinja2 texts.

    `when`: an expression over what the register knows; where it is not met the part is left out of that
    project's page and nothing in it is asked for.
    """

    key: Key
    heading: str
    guidance: str = ""
    when: str | None = None


class Template(FormPart):
    """The workbook that a group fills: one sheet with all its projects, or one sheet per project.

    `paper`: of a table, which has more room on A3.

    `proposals`: rows on a sheet of their own for projects that the register does not know; 0 = no such sheet.
    """

    layout: Literal["table", "pages"] = "table"
    sheet: str = "แบบรายงาน"
    orientation: Literal["portrait", "landscape"] = "landscape"
    paper: Literal["A4", "A3"] = "A4"
    titles: tuple[str, ...]
    heading: str | None = None
    notes: str | None = None
    sections: tuple[PageSection, ...] = ()
    proposals: int = Field(default=0, ge=0, le=MOST_PROPOSALS)


class Keyed(Protocol):
    """What is known by a key."""

    @property
    def key(self) -> str: ...


P = TypeVar("P", bound=Keyed)


class Form(FormPart):
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
    group_tables: tuple[GroupTable, ...] = ()
    rules: tuple[Rule, ...] = ()
    template: Template
    memo: str | None = None
    report: Report
    national: National | None = None
    public: Public | None = None
    emenscr: Emenscr | None = None
    texts_folder: Path | None = Field(default=None, exclude=True, description="set by the loader")

    @property
    def register_columns(self) -> tuple[Column, ...]:
        """The columns that the register fills beside number, name, group and section; hidden ones last."""
        own = [
            column
            for column in self.columns
            if column.fill is Fill.REGISTER and column.key not in EVERY_REGISTER
        ]
        return tuple(sorted(own, key=lambda column: column.hidden))

    def column(self, key: str) -> Column:
        """A column of the main table by key. Raises KeyError."""
        return next_or_raise(self.columns, key)

    def table(self, key: str) -> ChildTable:
        """A child table by key. Raises KeyError."""
        return next_or_raise(self.tables, key)

    def columns_of(self, table: str) -> tuple[Column, ...]:
        """Columns of the main table or of a child table."""
        return self.columns if table == MAIN else self.table(table).columns

    def above(self, table: str) -> tuple[str, ...]:
        """The tables above the rows of a table, the nearest first and the projects last; none above these."""
        if table == MAIN:
            return ()
        keys = [one.key for one in self.tables]
        parent = self.table(table).parent
        nearest = parent if parent in keys[: keys.index(table)] else MAIN
        return nearest, *self.above(nearest)

    def below(self, table: str) -> tuple[str, ...]:
        """The small tables whose rows stand below those of a table, at any depth."""
        return tuple(one.key for one in self.tables if table in self.above(one.key))

    def next_below(self, table: str) -> tuple[ChildTable, ...]:
        """The small tables whose rows stand in the rows of a table."""
        return tuple(one for one in self.tables if self.above(one.key)[0] == table)


def next_or_raise(parts: Iterable[P], key: str) -> P:
    """The part of that key. Raises KeyError."""
    for part in parts:
        if part.key == key:
            return part
    raise KeyError(key)
