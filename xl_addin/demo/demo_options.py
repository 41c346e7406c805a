"""What the demo shows of an office: demo.toml beside its facts in workbook_templates/examples.

An office whose folder holds one is in the demo; nothing else knows which offices there are.

    [columns]      entry of the form = column of printed.csv, in which {round} stands for the round
    [narrative]    which entry gets progress of the demo's own, and where its length stands
    [texts]        the same for the several texts of a project's sheet
    [[tables]]     the rows of a project's small tables
    [[rounds]]     a round that is shown: what came back, and what went wrong
"""

from __future__ import annotations

import tomllib
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from xl_addin.demo.examples import EXAMPLES

Unreadable = Literal["cut_short", "old_excel", "saved_as_csv", "empty"]
Cell = str | int | float


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Slip(_Part):
    """What somebody typed into a project's cell in place of what belongs there ("" = left blank).

    Also a computed cell, whose formula is gone then. `stays`: it does no harm to the figures and is still
    there in the complete folder; else the group has put it right by then.
    """

    project: str
    key: str
    typed: Cell
    stays: bool = False


class Copy(_Part):
    """A second file of a group, differing in one cell."""

    group: str
    project: str
    key: str
    typed: Cell


class Narrative(_Part):
    """Progress text of the entry `key`, of about as many characters as stand in the column `characters`.

    statuses  it is written where the status is one of these ("" = none)
    marks     how its items begin, by turns ("1." and "1)" count on)
    """

    key: str
    characters: str
    statuses: tuple[str, ...]
    marks: tuple[str, ...]


class Texts(_Part):
    """Texts of a project's sheet, put together like progress.

    keys        entry -> its part of the characters
    characters  of all of them: how many, or the column of printed.csv where that stands
    most        characters of one of them
    marks       as in Narrative; the first for the first entry that has sentences of its own, and so on
    sentences   entry -> sentences of its own ({project} stands for the name); else it tells of work done
    statuses    as in Narrative; a form without a status has ""
    answers     entry -> what is typed into it in such a project where no file says anything else
    """

    keys: dict[str, float]
    characters: int | str
    most: int = 3300
    statuses: tuple[str, ...] = ("",)
    marks: tuple[str, ...]
    answers: dict[str, str] = {}
    sentences: dict[str, tuple[str, ...]] = {}


class TableRows(_Part):
    """Rows of a small table: a file beside printed.csv, in their order; `columns`: entry = column of it.

    complete  the file with the mistakes put right, where the first one has any
    leave     rows that are no entries: column of the file -> value
    """

    table: str
    file: str
    complete: str = ""
    columns: dict[str, str]
    leave: dict[str, str] = {}


class DemoRound(_Part):
    """A round. Groups and projects are named by their ids.

    folder      below the office's folder; "" is that folder itself
    missing     groups that returned nothing
    late        group -> day on which its file came, as the register has it
    unreadable  group -> what is wrong with its file
    unfinished  projects whose entries are still blank
    renamed     group -> name of its file
    locked      group whose file is open on somebody's screen: Excel's lock file lies beside it
    strays      other files in the folder
    """

    round: int = Field(ge=1)
    folder: str = ""
    missing: tuple[str, ...] = ()
    late: dict[str, str] = {}
    unreadable: dict[str, Unreadable] = {}
    unfinished: tuple[str, ...] = ()
    renamed: dict[str, str] = {}
    locked: str = ""
    strays: tuple[str, ...] = ()
    copied: Annotated[Copy | None, Field(alias="copy")] = None
    slips: tuple[Slip, ...] = ()


class DemoPlan(_Part):
    """One office of the demo; its rounds in order, each beginning with the report of the one before."""

    columns: dict[str, str]
    narrative: Narrative | None = None
    texts: Texts | None = None
    tables: tuple[TableRows, ...] = ()
    rounds: tuple[DemoRound, ...] = Field(min_length=1)


def demo_offices() -> list[str]:
    """Form ids of the offices in the demo, in alphabetical order."""
    return sorted(path.parent.name for path in EXAMPLES.glob("*/demo.toml"))


def demo_plan(form_id: str) -> DemoPlan:
    """The plan of an office. Raises FileNotFoundError for one that is not in the demo."""
    text = (EXAMPLES / form_id / "demo.toml").read_text(encoding="utf-8")
    return DemoPlan.model_validate(tomllib.loads(text))
