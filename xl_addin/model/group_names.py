"""Which group a name means: its name, short name, another name or id, however it is spaced."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xl_addin.model.register import Group
from xl_addin.model.thai.names import name_key, nearest

BETWEEN_GROUPS = re.compile(r"[/,;]")
_PREFIX = re.compile("^(กลุ่มงาน|กลุ่ม|หน่วย|ฝ่าย)")


class GroupNames:
    """The names of an office's groups. `clashes`: (name, group, other) where one name means two groups."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self.groups = tuple(groups)
        self.clashes: list[tuple[str, Group, Group]] = []
        self._known: dict[str, Group] = {}
        for group in self.groups:
            for name in (group.name, group.short_name, *group.aliases, group.id):
                self._learn(name, group)
        self._without_prefix = self._shortened()

    def _learn(self, name: str, group: Group) -> None:
        key = name_key(name)
        if not key:
            return
        other = self._known.setdefault(key, group)
        if other is not group:
            self.clashes.append((name, group, other))

    def _shortened(self) -> dict[str, Group]:
        """Names without the word กลุ่ม before them, where they still mean one group."""
        meant: dict[str, set[Group]] = {}
        for key, group in self._known.items():
            meant.setdefault(_PREFIX.sub("", key), set()).add(group)
        return {key: groups.pop() for key, groups in meant.items() if key and len(groups) == 1}

    def find(self, name: str) -> Group | None:
        """The group that a name means, or None."""
        key = name_key(name)
        return self._known.get(key) or self._without_prefix.get(_PREFIX.sub("", key))

    def find_all(self, text: str) -> tuple[list[Group], list[str]]:
        """The groups of "กลุ่ม ก/กลุ่ม ข", in order, and the names among them that mean no group."""
        whole = self.find(text)
        if whole:
            return [whole], []
        found: list[Group] = []
        unknown: list[str] = []
        for part in filter(None, (part.strip() for part in BETWEEN_GROUPS.split(text))):
            group = self.find(part)
            if group is None:
                unknown.append(part)
            elif group not in found:
                found.append(group)
        return found, unknown

    def nearest(self, name: str) -> str | None:
        """The name of a group that looks most like this one, or None."""
        names = {
            known: group for group in self.groups for known in (group.name, group.short_name, *group.aliases)
        }
        close = nearest(name, filter(None, names))
        return names[close].name if close else None
