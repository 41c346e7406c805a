"""A path inside a folder as an attribute of whoever has the folder."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class _HasPath(Protocol):
    @property
    def path(self) -> Path: ...


class PathInside:
    """`log = PathInside("server.log")` in a class with a `path` gives the path of that file in it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, holder: _HasPath, owner: type) -> Path:
        return holder.path / self.name
