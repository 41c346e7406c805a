"""What a request that is turned away is answered: what is wrong, and how to put it right."""

from __future__ import annotations

from xl_addin.model.messages import problem


def refusal(message_id: str) -> str:
    """Both sentences of an entry of the catalogue."""
    told = problem(message_id)
    return f"{told.message} {told.fix}".rstrip()
