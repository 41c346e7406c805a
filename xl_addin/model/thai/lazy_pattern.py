"""Large patterns, compiled when they are first used: an office whose form asks for none waits for none."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, cast


class _LazyPattern:
    """Behaves as the compiled pattern of `text`."""

    def __init__(self, text: str, flags: re.RegexFlag) -> None:
        self._text, self._flags = text, flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._text, self._flags)

    def __getattr__(self, name: str) -> Any:
        """Only what is not kept yet comes here: a method is looked up once."""
        if name.startswith("__"):
            raise AttributeError(name)
        value = getattr(self._compiled, name)
        setattr(self, name, value)
        return value


def lazy_pattern(text: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """`re.compile(text, flags)`, done at the first search or match. A mistake in `text` is raised then."""
    return cast("re.Pattern[str]", _LazyPattern(text, flags))
