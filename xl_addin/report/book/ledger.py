"""Numbers that sentences, titles and letters print, each tied to the cell it comes from.

A text asks for a number (`figure("budget")`, `total("budget")`, `counted("completed")`) and prints it as it
is or through baht(), percent(), words(). What was printed is marked in the text with characters that no text
holds, so that the ledger knows afterwards which digits of the text stand for which cell. The reconciliation
page (กระทบยอด) checks every one of them with a live formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, assert_never

from xl_addin.model.form.schema import Settings
from xl_addin.model.notation.jinja_environment import DOTS
from xl_addin.model.thai import words
from xl_addin.model.thai.amounts_in_words import baht_words
from xl_addin.model.thai.names import name_key
from xl_addin.model.values import money
from xl_addin.model.values.kinds import SCALE, Kind

_OPEN, _CLOSE, _DIGIT = "\ue000", "\ue001", 0xF0000
_BASE = 4096
_MARKED = re.compile(f"{_OPEN}(.)(.)(.*?){_CLOSE}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Source:
    """A number of the report: `formula` (without "=") gives it in printed units, `value` in inside units."""

    label: str
    formula: str
    value: int | None
    kind: Kind


@dataclass(frozen=True, slots=True)
class Mention:
    """A number as a text prints it. `words`: an amount in words. `sheet`, `cell`: where the text stands."""

    printed: str
    source: Source
    words: bool = False
    sheet: str = ""
    cell: str = ""

    @property
    def number(self) -> Decimal | None:
        """The number that a reader sees; None where the print is no number ("-")."""
        digits = words.arabic_digits(self.printed).replace(",", "")
        try:
            return Decimal(digits)
        except InvalidOperation:
            return None

    @property
    def inside(self) -> int | None:
        """The number that a reader sees, in inside units."""
        return None if self.number is None else int(self.number.scaleb(SCALE[self.source.kind]))

    @property
    def agrees(self) -> bool:
        """Whether what is printed is the number of the cell."""
        value = self.source.value
        if self.words:
            return name_key(self.printed) == name_key(baht_words(value or 0))
        shown = Decimal(value or 0).scaleb(-SCALE[self.source.kind])
        return (self.number or Decimal(0)) == shown


class PrintedNumber(int):
    """A number that texts may compare and print: an int in inside units (satang, hundredths of a percent)."""

    source: Source
    ledger: Ledger

    def __str__(self) -> str:
        return self.ledger.printed(self)

    def __format__(self, specification: str) -> str:
        return str(self)


class Ledger:
    """Gives texts their numbers and keeps what was printed where."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.mentions: list[Mention] = []
        self._marked: list[Mention] = []

    def number(self, source: Source) -> PrintedNumber:
        """The number for a text. A blank one is 0 to comparisons and prints as "-"."""
        number = PrintedNumber(source.value or 0)
        number.source, number.ledger = source, self
        return number

    def names(self) -> dict[str, Callable[[Any], str]]:
        """baht(), percent() and words() that know where their number comes from; a blank prints as dots.

        whole_baht() prints satang only where there are any, whatever the office's decimals are.
        """
        decimals = self._decimals
        return {
            "baht": lambda amount: self._shown(
                amount, lambda value: money.format_baht(value, decimals=decimals, zero="0")
            ),
            "whole_baht": lambda amount: self._shown(
                amount, lambda value: money.format_baht(value, decimals=None, zero="0")
            ),
            "percent": lambda share: self._shown(share, money.format_percent),
            "words": lambda amount: self._shown(amount, baht_words, words=True),
        }

    @property
    def _decimals(self) -> Any:
        """Satang always where the office prints them, else only where there are any."""
        return 2 if self.settings.decimals == 2 else None

    def _shown(self, number: Any, shown: Callable[[int], str], words: bool = False) -> str:
        return DOTS if number == "" else self._mark(number, shown(int(number)), words)

    def printed(self, number: PrintedNumber) -> str:
        """A number as its kind prints."""
        source = number.source
        if source.value is None:
            return self._mark(number, "-")
        match source.kind:
            case Kind.BAHT:
                return self._mark(number, money.format_baht(source.value, decimals=self._decimals, zero="0"))
            case Kind.PERCENT:
                return self._mark(number, money.format_percent(source.value))
            case Kind.DATE:
                return words.date_words(source.value)
            case Kind.NUMBER:
                plain = format(Decimal(source.value).scaleb(-SCALE[Kind.NUMBER]).normalize(), ",f")
                return self._mark(number, plain)
            case Kind.COUNT:
                return self._mark(number, f"{source.value:,}")
            case Kind.CHOICE | Kind.TEXT | Kind.LONG_TEXT:
                raise TypeError(f"not a number: {source.kind}")
            case _:
                assert_never(source.kind)

    def read_lines(self, text: str) -> list[tuple[str, tuple[Mention, ...]]]:
        """The lines of a rendered text in the office's digits, and the numbers in each in reading order.

        The marks given out so far are forgotten.
        """
        if self.settings.digits == "thai":
            text = words.in_thai_digits(text)
        lines = [self._read(line) for line in text.split("\n")]
        self._marked.clear()
        return lines

    def _read(self, line: str) -> tuple[str, tuple[Mention, ...]]:
        if _OPEN not in line:
            return line, ()
        found = []
        for mark in _MARKED.finditer(line):
            index = (ord(mark[1]) - _DIGIT) * _BASE + ord(mark[2]) - _DIGIT
            found.append(replace(self._marked[index], printed=mark[3]))
        return _MARKED.sub(lambda mark: mark[3], line), tuple(found)

    def record(self, sheet: str, cell: str, mentions: tuple[Mention, ...]) -> None:
        """Remember that these numbers are printed in the text of that cell."""
        self.mentions += [replace(mention, sheet=sheet, cell=cell) for mention in mentions]

    def _mark(self, number: Any, printed: str, words: bool = False) -> str:
        if not isinstance(number, PrintedNumber):
            return printed
        high, low = divmod(len(self._marked), _BASE)
        self._marked.append(Mention(printed, number.source, words))
        return f"{_OPEN}{chr(_DIGIT + high)}{chr(_DIGIT + low)}{printed}{_CLOSE}"
