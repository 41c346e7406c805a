"""What a child process must know of a form to read one workbook: plain data, light to import and to send."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, TypeVar

from xl_addin.model.expressions.text_readings import TextCall
from xl_addin.model.form.schema import MAIN
from xl_addin.model.table_names import PROJECT_ID
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.clean import Limits
from xl_addin.model.values.kinds import Kind

T = TypeVar("T")

MAIN_TABLE = MAIN
IDENTITY_KEYS = frozenset((PROJECT_ID, "no", "project", "group_id", "group", "section_no", "section"))
"""Keys of what the register says of every project in every form."""


@dataclass(frozen=True, slots=True)
class BriefColumn:
    """One column: `state` as in model/column_states, `limits` for cleaning, `label` as the sheet shows it.

    `was`: its keys in older versions of the form. `required`: a blank can be an error. `optional`: a
    workbook in order may lack it. `listed`: of a small table, filled by the register in rows that are known, and
    typed in others. `calls`: what rules ask of each of its texts.
    """

    key: str
    label: tuple[str, ...]
    kind: Kind
    state: str
    hidden: bool = False
    optional: bool = False
    limits: Limits = field(default_factory=lambda: Limits())
    was: tuple[str, ...] = ()
    required: bool = False
    listed: bool = False
    calls: tuple[TextCall, ...] = ()

    @property
    def title(self) -> str:
        return " ".join(self.label)

    @property
    def is_entry(self) -> bool:
        return self.state == "entry"


class _Sent:
    """Travels as its fields alone: the same bytes whatever was worked out of them meanwhile."""

    def __getstate__(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)}  # type: ignore[arg-type]


@dataclass(frozen=True)
class BriefTable(_Sent):
    """A table and its columns in the form's order. `parent`: the small table in whose rows those of this one stand."""

    key: str
    columns: tuple[BriefColumn, ...]
    parent: str | None = None

    @cached_property
    def by_key(self) -> dict[str, BriefColumn]:
        return {column.key: column for column in self.columns}

    @cached_property
    def renamed(self) -> dict[str, str]:
        """Keys of older versions of the form -> today's."""
        return {old: column.key for column in self.columns for old in column.was}

    def current_keys(self, found: Mapping[str, T]) -> dict[str, T]:
        """What was found by key, under the keys of the current version."""
        if not self.renamed.keys() & found.keys():
            return dict(found)
        current = {key: self.renamed.get(key, key) for key in found}
        return {
            current[key] if key == current[key] or current[key] not in found else key: value
            for key, value in found.items()
        }

    @cached_property
    def listed(self) -> tuple[BriefColumn, ...]:
        """The columns that the register fills in the rows that it lists."""
        return tuple(column for column in self.columns if column.listed)

    @cached_property
    def entries(self) -> tuple[str, ...]:
        """Keys of the columns that groups fill in this round, in the form's order."""
        return tuple(column.key for column in self.columns if column.is_entry)

    @cached_property
    def entry_keys(self) -> frozenset[str]:
        return frozenset(self.entries)


@dataclass(frozen=True)
class PageTexts(_Sent):
    """What pages print themselves, as `thai.name_key` spells it: whole texts, and patterns of whole texts."""

    exact: frozenset[str]
    patterns: tuple[str, ...] = ()

    def with_more(self, texts: Iterable[str]) -> PageTexts:
        """These and what one workbook was given besides."""
        return replace(self, exact=self.exact | {name_key(text) for text in texts})

    def has(self, text: str) -> bool:
        """Whether the text of a cell is one of them."""
        key = name_key(text)
        return key in self.exact or any(pattern.fullmatch(key) for pattern in self._compiled)

    @cached_property
    def seen(self) -> set[str]:
        """Texts of cells that were found among them: pages repeat each other."""
        return set()

    @cached_property
    def _compiled(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(re.compile, self.patterns))


@dataclass(frozen=True)
class Brief(_Sent):
    """A form in one round. `version` is the current one, `accepts` the older ones that are still read.

    `sheet`: name of the main sheet as the template is given out. Of layout `pages`: `page_columns` columns
    of a page up to the end of its fields, and `page_texts`; without them what stands on a page besides its
    entries is not looked at. `proposals`: the sheet on which groups propose projects, where the form has one.
    `group_tables`: of each table of the groups the form in which they fill it (see `model.form.group_tables`).
    """

    form_id: str
    version: int
    accepts: tuple[int, ...]
    layout: str
    sheet: str
    tables: tuple[BriefTable, ...]
    page_columns: int = 0
    page_texts: PageTexts | None = None
    proposals: BriefTable | None = None
    group_tables: tuple[Brief, ...] = ()

    def is_older(self, version: int) -> bool:
        """Whether a workbook of this version could not ask all that the form asks today."""
        return version != self.version

    @cached_property
    def by_key(self) -> dict[str, BriefTable]:
        """Every table by key, that of proposals and those of the groups too."""
        proposals = (self.proposals,) if self.proposals is not None else ()
        of_groups = (one.tables[-1] for one in self.group_tables)
        return {table.key: table for table in (*self.tables, *proposals, *of_groups)}
