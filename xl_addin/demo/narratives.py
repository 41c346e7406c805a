"""Progress texts of the demo: sentences of its own, with dates inside the period and head-counts.

The same project gets the same text every time; two projects get different ones.
"""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import cache

from xl_addin.demo.examples import EXAMPLES
from xl_addin.model.thai.fiscal_calendar import Period
from xl_addin.model.thai.words import date_words

SLACK = 0.05
"""The text may be longer than wanted by this part."""
SATURDAY = 5
PLACEHOLDERS = {"people": (35, 220), "few": (8, 48), "schools": (6, 36)}


def narrative(key: str, names: tuple[str, ...], length: int, period: Period, mark: str) -> str:
    """A text of about `length` characters.

    key     what the text is drawn by: the same key, the same text
    names   the project's, then its group's: they decide what is told
    period  the days that may be named
    mark    how an item begins: "1." and "1)" count on, "-" does not; one item alone has a "-" or nothing
    """
    drawn = random.Random(key)
    chosen = _chosen(drawn, _own_sentences(names), _bank().common, length)
    days = _workdays(drawn, period, len(chosen))
    items = [
        sentence.format(
            date=date_words(day), **{name: drawn.randint(*of) for name, of in PLACEHOLDERS.items()}
        )
        for sentence, day in zip(chosen, days, strict=True)
    ]
    if len(items) == 1 and mark != "-":
        return items[0]
    return "\n".join(f"{mark.replace('1', str(number))} {item}" for number, item in enumerate(items, 1))


def put_together(key: str, sentences: tuple[str, ...], project: str, length: int, mark: str) -> str:
    """A text of about `length` characters from these sentences, in their order; `key` and `mark` as above."""
    drawn = random.Random(key)
    waiting = drawn.sample(range(len(sentences)), len(sentences))
    chosen: list[int] = []
    while waiting and sum(len(sentences[number]) for number in chosen) < length:
        chosen.append(waiting.pop())
    items = [sentences[number].format(project=project) for number in sorted(chosen)]
    if not mark:
        return "\n".join(items)
    return "\n".join(f"{mark.replace('1', str(number))} {item}" for number, item in enumerate(items, 1))


@dataclass(frozen=True, slots=True)
class _Bank:
    """`topics`: (words, sentences), the first that fits is told; `common`: sentences for any project."""

    topics: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    common: tuple[str, ...]


@cache
def _bank() -> _Bank:
    bank = tomllib.loads((EXAMPLES / "narratives.toml").read_text(encoding="utf-8"))
    topics = tuple((tuple(topic["words"]), tuple(topic["sentences"])) for topic in bank["topics"])
    return _Bank(topics, tuple(bank["common"]["sentences"]))


def _own_sentences(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        for words, sentences in _bank().topics:
            if any(word and word in name for word in words):
                return sentences
    return _bank().topics[-1][1]


def _chosen(drawn: random.Random, own: tuple[str, ...], common: tuple[str, ...], length: int) -> list[str]:
    """Sentences that add up to about `length`, the topic's own first, in the order of the bank."""
    waiting = [*drawn.sample(own, len(own)), *drawn.sample(common, len(common))]
    chosen: list[str] = []
    left = length
    while waiting:
        fitting = [sentence for sentence in waiting if _length(sentence) <= left + SLACK * length]
        if not fitting:
            break
        # The last sentence is the one that fills best what is left, one of its own before any other.
        last = left < 2 * _length(fitting[0])
        best = max(fitting, key=lambda sentence: (sentence in own, _length(sentence)))
        chosen.append(best if last else fitting[0])
        waiting.remove(chosen[-1])
        left -= _length(chosen[-1])
    order = {sentence: number for number, sentence in enumerate((*common[:3], *own, *common[3:]))}
    return sorted(chosen or [min(waiting, key=_length)], key=order.__getitem__)


def _length(sentence: str) -> int:
    """Characters once it is filled in, with its mark and line break."""
    return len(sentence.format(date="24 กุมภาพันธ์ 2566", people=100, few=20, schools=20)) + 3


def _workdays(drawn: random.Random, period: Period, count: int) -> list[int]:
    """Days in order, no Saturday or Sunday among them but at the very start of the period."""
    days = sorted(drawn.sample(range(period.first, period.last + 1), count))
    # Serial day 1 was a Sunday in Excel's count: 2 is a Monday.
    return [max(period.first, day - max(0, (day - 2) % 7 - SATURDAY + 1)) for day in days]
