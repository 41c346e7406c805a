"""The one catalogue of messages that are not a form's own rules.

The files of `catalogue/` (one per room) hold, per id: `severity` (error | warning | note), `th` and `en`
(what is wrong), `fix_th` and `fix_en` (how to put it right), with `{names}` that the program fills.
A message is found by its id; the tests assert ids, not sentences.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from xl_addin.model.problems.problem import Place, Problem, Severity

LANGUAGES = ("th", "en")

_HEADER = re.compile(r"^\[(\w+)\]$", re.MULTILINE)
"""What an entry begins with."""


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of the catalogue; `text` and `fix` by language, with `{name}` placeholders."""

    id: str
    severity: Severity
    text: dict[str, str]
    fix: dict[str, str]


class Catalogue(Mapping[str, Message]):
    """Messages by id, each read when it is asked for: a command says a few of them, and 3,000 lines take a while."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        """`sources`: the TOML text of each entry, by id."""
        self._sources = sources
        self._read: dict[str, Message] = {}

    def __getitem__(self, key: str) -> Message:
        if key not in self._read:
            self._read[key] = _message(key, tomllib.loads(self._sources[key])[key])
        return self._read[key]

    def __contains__(self, key: object) -> bool:
        return key in self._sources

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


@cache
def catalogue() -> Catalogue:
    """All messages by id."""
    sources: dict[str, str] = {}
    folder = resources.files(__package__) / "messages"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        text = file.read_text(encoding="utf-8")
        headers = list(_HEADER.finditer(text))
        ends = [*(header.start() for header in headers[1:]), len(text)]
        for header, end in zip(headers, ends, strict=True):
            if header[1] in sources:
                raise ValueError(f"message {header[1]!r} stands twice in the catalogue")
            sources[header[1]] = text[header.start() : end]
    return Catalogue(sources)


def _message(key: str, entry: Mapping[str, str]) -> Message:
    return Message(
        id=key,
        severity=Severity(entry["severity"]),
        text={language: entry[language] for language in LANGUAGES},
        fix={language: entry.get(f"fix_{language}", "") for language in LANGUAGES},
    )


def say(message_id: str, language: str = "th", **values: Any) -> str:
    """The sentence of one entry, filled. Raises KeyError for an unknown id or a missing value."""
    return catalogue()[message_id].text[language].format(**values)


def problem(
    message_id: str,
    place: Place | None = None,
    *,
    group: str = "",
    project: str = "",
    project_name: str = "",
    column: str = "",
    value: str = "",
    severity: Severity | None = None,
    language: str = "th",
    wording: str = "",
    **values: Any,
) -> Problem:
    """A Problem from the catalogue. `value` is also available to the sentences as `{value}`.

    `wording`: the entry whose sentences are said instead of the id's own.
    """
    message = catalogue()[wording or message_id]
    filled = {"value": value, **values}
    return Problem(
        rule=message_id,
        severity=severity or message.severity,
        message=message.text[language].format(**filled),
        fix=message.fix[language].format(**filled),
        place=place or Place(),
        group=group,
        project=project,
        project_name=project_name,
        column=column,
        value=value,
    )
