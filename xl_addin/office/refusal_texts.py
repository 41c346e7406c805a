"""What a request that is turned away is answered: what is wrong, and how to put it right."""

from __future__ import annotations

from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Problem


def refusal(message_id: str) -> str:
    """Both sentences of an entry of the catalogue."""
    return in_words(problem(message_id))


def in_words(told: Problem) -> str:
    """What is wrong, and how to put it right."""
    return f"{told.message} {told.fix}".rstrip()


def as_shown(told: Problem) -> dict[str, str]:
    """A problem as the pane and the upload page show it."""
    return {
        "rule": told.rule,
        "severity": told.severity.value,
        "message": told.message,
        "fix": told.fix,
        "group": told.group,
        "file": told.place.file,
        "sheet": told.place.sheet,
        "cell": told.place.cell,
    }
