"""What a child process must know of a form to read one workbook: plain data, light to import and to send."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from xl_addin.model.thai.names import name_key
from xl_addin.model.values.clean import Limits
from xl_addin.model.values.kinds import Kind

PROJECT_ID = "project_id"
"""Key of the hidden column that says which project a row belongs to."""
MAIN_TABLE = "projects"


@dataclass(frozen=True, slots=True)
class BriefColumn:
    """One column: `state` as in model/column_states, `limits` for cleaning, `label` as the sheet shows it."""

    key: str
    label: tuple[str, ...]
    kind: Kind
    state: str
    hidden: bool = False
    limits: Limits = field(default_factory=lambda: Limits())

    @property
    def title(self) -> str:
        return " ".join(self.label)

    @property
    def is_entry(self) -> bool:
        return self.state == "entry"


@dataclass(frozen=True)
class BriefTable:
    """A table and its columns in the form's order."""

    key: str
    columns: tuple[BriefColumn, ...]

    @cached_property
    def by_key(self) -> dict[str, BriefColumn]:
        return {column.key: column for column in self.columns}

    @cached_property
    def entry_keys(self) -> frozenset[str]:
        return frozenset(column.key for column in self.columns if column.is_entry)


@dataclass(frozen=True)
class PageTexts:
    """What pages print themselves, as `thai.name_key` spells it: whole texts, and patterns of whole texts."""

    exact: frozenset[str]
    patterns: tuple[str, ...] = ()

    def has(self, text: str) -> bool:
        """Whether the text of a cell is one of them."""
        key = name_key(text)
        return key in self.exact or any(pattern.fullmatch(key) for pattern in self._compiled)

    @cached_property
    def _compiled(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(re.compile, self.patterns))


@dataclass(frozen=True)
class Brief:
    """A form in one round. `version` is the current one, `accepts` the older ones that are still read.

    `sheet`: name of the main sheet as the template is given out. Of layout `pages`: `page_columns` columns
    of a page up to the end of its fields, and `page_texts`; without them what stands on a page besides its
    entries is not looked at.
    """

    form_id: str
    version: int
    accepts: tuple[int, ...]
    layout: str
    sheet: str
    tables: tuple[BriefTable, ...]
    page_columns: int = 0
    page_texts: PageTexts | None = None

    @cached_property
    def by_key(self) -> dict[str, BriefTable]:
        return {table.key: table for table in self.tables}
