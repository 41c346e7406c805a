"""Whose a workbook is: the groups of a register by id, by a name they go by, or by one in a file name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from xl_addin.consolidate.intake.form_brief import Brief
from xl_addin.consolidate.intake.identity_stamp import ready_differs
from xl_addin.consolidate.intake.submission import Submission
from xl_addin.model.file_names import safe_part
from xl_addin.model.group_names import GroupNames
from xl_addin.model.identity import Identity
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.register import Group, Register
from xl_addin.model.thai.names import name_key

LOCK_PREFIXES = ("~$", ".~lock.")
"""Beginnings of the files by which Excel and LibreOffice say that somebody has another one open."""
# A group's name shorter than this says nothing when it is found in a file name.
TELLING = 4


@dataclass(frozen=True, slots=True)
class KnownGroups:
    """The register's groups, by id and by every name they go by; `reporting`: ids of groups with something to report.

    `names`: what a name means, as the register itself reads it. `by_file_name`: by what stands in the name of a
    file, where underscores are spaces and long names are cut.
    """

    register: Register
    by_id: dict[str, Group]
    names: GroupNames
    by_file_name: dict[str, Group]
    reporting: frozenset[str]

    @classmethod
    def of(cls, register: Register) -> KnownGroups:
        names = [
            (name, group)
            for group in register.groups
            for name in (group.name, group.short_name, *group.aliases)
            if name
        ]
        in_files: dict[str, dict[str, Group]] = defaultdict(dict)
        for name, group in names:
            for part in (name, safe_part(name)):
                in_files[_file_key(part)][group.id] = group
        by_file_name = {
            key: next(iter(groups.values()))
            for key, groups in in_files.items()
            if len(groups) == 1 and len(key) >= TELLING
        }
        by_id = {group.id: group for group in register.groups}
        names_of = GroupNames(register.groups)
        return cls(register, by_id, names_of, by_file_name, register.reporting)

    def group(self, identity: Identity | None) -> Group | None:
        return self.by_id.get(identity.group_id) if identity is not None else None

    def named_in(self, file: str) -> list[Group]:
        """The groups whose name stands in a file name; of two names that overlap only the longer one."""
        stem = _file_key(file)
        found = [name for name in self.by_file_name if name in stem]
        longest = [name for name in found if not any(name != other and name in other for other in found)]
        return list({self.by_file_name[name].id: self.by_file_name[name] for name in longest}.values())

    def reporting_named_in(self, file: str) -> set[str]:
        """Id of the one group with projects whose name a file bears that says nowhere inside whose it is.

        None of a lock file: that only says that somebody has a file open.
        """
        if PurePosixPath(file).name.startswith(LOCK_PREFIXES):
            return set()
        named = self.named_in(file)
        return {group.id for group in named if group.id in self.reporting} if len(named) == 1 else set()

    def reporting_named_by(self, texts: Iterable[str]) -> set[str]:
        """Id of the one group with projects that texts name; of none or several nobody."""
        named = {group.id for text in texts for group in self.named_in(text)} & self.reporting
        return named if len(named) == 1 else set()


def _file_key(text: str) -> str:
    return name_key(text.replace("_", " "))


def is_foreign(identity: Identity | None, register: Register) -> bool:
    """Whether a workbook is of another office, whose groups may have the same codes and names as ours."""
    return identity is not None and name_key(identity.office) != name_key(register.office)


def examine(
    submission: Submission, known: KnownGroups, round_: int, brief: Brief
) -> tuple[list[Problem], list[Problem]]:
    """(why the workbook cannot be used, what else its identity makes us say)."""
    identity, register = submission.identity, known.register
    reasons = list(submission.refusals)
    if identity is None:
        return reasons, []
    place = Place(submission.file)
    notes: list[Problem] = []
    if identity.form_id != brief.form_id:
        other: dict[str, Any] = {"found": identity.form_id, "wanted": brief.form_id}
        return [*reasons, problem("identity_other_form", place, **other)], []
    if identity.form_version not in (brief.version, *brief.accepts):
        found: dict[str, Any] = {"found": identity.form_version, "wanted": brief.version}
        reasons.append(problem("identity_unknown_version", place, **found))
    elif identity.form_version != brief.version:
        found = {"found": identity.form_version, "wanted": brief.version}
        notes.append(problem("identity_older_version", place, **found))
    if not identity.group_id:
        return [problem("identity_master", place)], notes
    if is_foreign(identity, register):
        reasons.append(problem("identity_other_office", place, found=identity.office, wanted=register.office))
    if identity.fiscal_year != register.fiscal_year:
        years: dict[str, Any] = {"found": identity.fiscal_year, "wanted": register.fiscal_year}
        reasons.append(problem("identity_other_year", place, **years))
    if identity.round != round_:
        reasons.append(problem("identity_other_round", place, found=identity.round, wanted=round_))
    if not reasons or reasons == list(submission.refusals):
        told, more = _examine_group(submission, identity, known)
        reasons += told
        notes += more
    return reasons, notes


def _examine_group(
    submission: Submission, identity: Identity, known: KnownGroups
) -> tuple[list[Problem], list[Problem]]:
    place = Place(submission.file)
    group, named = known.group(identity), known.names.find(identity.group)
    values: dict[str, Any] = {"group_id": identity.group_id, "name": identity.group}
    if group is None:
        near = known.names.nearest(identity.group) or "-"
        told = problem("identity_unknown_group", place, value=identity.group_id, nearest=near, **values)
        return [told], []
    values["registered"] = group.name
    if named is not None and named.id != group.id:
        return [problem("identity_other_group", place, value=identity.group, **values)], []
    notes = ready_differs(submission)
    if named is None:
        notes.append(problem("identity_group_renamed", place, value=identity.group, **values))
    hint = known.named_in(submission.file)
    if hint and group.id not in {other.id for other in hint}:
        named_there = ", ".join(other.name for other in hint)
        notes.append(problem("identity_file_name", place, value=named_there, registered=group.name))
    return [], notes
