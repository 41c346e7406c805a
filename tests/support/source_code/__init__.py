"""What the project's own source says, for the tests of the project as a whole."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path


@cache
def tree_of(path: Path) -> ast.Module:
    """A file's syntax tree; parsed once, whoever asks."""
    return ast.parse(path.read_text(encoding="utf-8"))
