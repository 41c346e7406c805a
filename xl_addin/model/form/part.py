"""What all parts of a form share: frozen, without unknown keys; the spelling of keys and of marks."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Width = Annotated[float, Field(ge=1, le=200)]
"""Characters of a column."""

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Mark = Annotated[str, Field(pattern=r"^[a-z]([a-z0-9_]|\{round\})*(\.[a-z][a-z0-9_]*)?$")]


class FormPart(BaseModel):
    """One table of a form's file; a key that it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def as_tuple(value: object) -> object:
    """A single text as the only one of a list."""
    return (value,) if isinstance(value, str) else value
