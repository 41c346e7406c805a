"""The one catalogue of messages that are not a form's own rules.

The files of `catalogue/` (one per room) hold, per id: `severity` (error | warning | note), `th` and `en`
(what is wrong), `fix_th` and `fix_en` (how to put it right), with `{names}` that the program fills.
A message is found by its id; the tests assert ids, not sentences.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from xl_addin.model.problems.problem import Place, Problem, Severity

LANGUAGES = ("th", "en")


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of the catalogue; `text` and `fix` by language, with `{name}` placeholders."""

    id: str
    severity: Severity
    text: dict[str, str]
    fix: dict[str, str]


@cache
def catalogue() -> dict[str, Message]:
    """All messages by id."""
    raw: dict[str, dict[str, str]] = {}
    folder = resources.files(__package__) / "messages"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        for key, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if key in raw:
                raise ValueError(f"message {key!r} stands twice in the catalogue")
            raw[key] = entry
    return {
        key: Message(
            id=key,
            severity=Severity(entry["severity"]),
            text={language: entry[language] for language in LANGUAGES},
            fix={language: entry.get(f"fix_{language}", "") for language in LANGUAGES},
        )
        for key, entry in raw.items()
    }


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
