"""Which file counts for each group. Never by the date of a file; its name is only a hint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from xl_addin.consolidate.consolidated import FileOutcome, GroupState, Outcome
from xl_addin.consolidate.corrected_files import replaced_by_correction
from xl_addin.consolidate.group_lookup import KnownGroups
from xl_addin.consolidate.intake.form_brief import Brief
from xl_addin.consolidate.intake.identity_stamp import NO_RETURN, ready_differs
from xl_addin.consolidate.intake.submission import Picture, Submission
from xl_addin.consolidate.joined_halves import JOIN, joined
from xl_addin.consolidate.submission_diff import differences, is_blank
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.model.identity import Identity
from xl_addin.model.problems.catalogue import problem, say
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.register import Group, Register
from xl_addin.model.thai.names import name_key


@dataclass(frozen=True, slots=True)
class Decisions:
    """`used`: group id -> the workbooks that count: its own, then supplements. Each file has one outcome, each
    group one state."""

    used: dict[str, tuple[Submission, ...]]
    outcomes: tuple[FileOutcome, ...]
    states: dict[str, GroupState]
    problems: tuple[Problem, ...]
    pictures: tuple[tuple[ReturnedFile, tuple[Picture, ...]], ...] = ()


@dataclass(slots=True)
class _Files:
    """Outcomes being gathered, in the order of the files."""

    outcomes: dict[str, FileOutcome]
    problems: list[Problem]

    def settle(
        self,
        submission: Submission,
        outcome: Outcome,
        told: Problem | None = None,
        *,
        foreign: bool = False,
        group_id: str = "",
    ) -> None:
        """`foreign`: of another office, whose groups may have the same codes and names as ours. `group_id`: whose
        a workbook without identity is by what stands in it."""
        identity = submission.identity
        self.outcomes[submission.file] = FileOutcome(
            submission.file,
            outcome,
            told.message if told else "",
            identity.group_id if identity and not foreign else group_id,
            identity.issue if identity else None,
            submission.entries,
            foreign,
        )
        if told is not None:
            self.problems.append(told)


def decide(
    results: Iterable[tuple[ReturnedFile, Submission | PackageError]],
    register: Register,
    round_: int,
    brief: Brief,
    ignored: Iterable[FileOutcome] = (),
) -> Decisions:
    """Settles every file that was read: `results` are (file, what came of reading it), in order.

    `ignored`: files that were not read; a group whose name one bears has sent something.
    """
    files = _Files({}, [])
    known = KnownGroups.of(register)
    usable: dict[str, list[Submission]] = {}
    refused = {group_id for file in ignored for group_id in known.reporting_named_in(file.file)}
    pictures: list[tuple[ReturnedFile, tuple[Picture, ...]]] = []
    for returned, result in results:
        if isinstance(result, PackageError):
            file = returned.name
            told = result.problem(Place(file))
            files.outcomes[file] = FileOutcome(file, Outcome.REFUSED, told.message, readable=False)
            files.problems.append(told)
            refused |= known.reporting_named_in(file)
            continue
        if other := next((told for told in result.problems if told.rule in NO_RETURN), None):
            files.settle(result, Outcome.IGNORED, other)
            continue
        if result.pictures:
            pictures.append((returned, result.pictures))
        reasons, notes = _examine(result, known, round_, brief)
        foreign = _is_foreign(result.identity, register)
        group = None if foreign else known.group(result.identity)
        files.problems += [_of(told, group) for told in (*result.problems, *notes)]
        if reasons:
            reasons = [_of(told, group) for told in reasons]
            files.problems += reasons[1:]
            named = known.reporting_named_in(result.file) if result.identity is None else set()
            by_content = known.reporting_named_by(result.texts) if not named else set()
            refused |= named | by_content
            whose = next(iter(by_content), "")
            files.settle(result, Outcome.REFUSED, reasons[0], foreign=foreign, group_id=whose)
            if group is not None:
                refused.add(group.id)
        elif group is not None:
            usable.setdefault(group.id, []).append(result)
    used: dict[str, tuple[Submission, ...]] = {}
    states: dict[str, GroupState] = {}
    for group in register.groups:
        chosen, state = _choose_all(usable.get(group.id, []), group, brief, files)
        if chosen:
            used[group.id] = chosen
        for submission in chosen:
            if submission in usable[group.id]:
                files.settle(submission, Outcome.USED)
        if state is GroupState.MISSING and group.id in refused:
            state = GroupState.REFUSED
        if state is GroupState.MISSING and group.id not in known.reporting:
            state = GroupState.NOTHING_DUE
        if state is GroupState.MISSING:
            files.problems.append(problem("group_missing", group=group.name, value=group.name))
        states[group.id] = state
    return Decisions(used, tuple(files.outcomes.values()), states, tuple(files.problems), tuple(pictures))


def _is_foreign(identity: Identity | None, register: Register) -> bool:
    return identity is not None and name_key(identity.office) != name_key(register.office)


def _of(told: Problem, group: Group | None) -> Problem:
    return replace(told, group=group.name) if group is not None else told


def _examine(
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
    if _is_foreign(identity, register):
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


def _choose_all(
    submissions: Sequence[Submission], group: Group, brief: Brief, files: _Files
) -> tuple[tuple[Submission, ...], GroupState]:
    """The workbooks that count for one group and its state; supplements stand beside the group's own workbook."""
    chosen: list[Submission] = []
    states: list[GroupState] = []
    for family in families(submissions) or [[]]:
        one, state = _choose(family, group, brief, files)
        states.append(state)
        if one is not None:
            chosen.append(one)
    worst = (GroupState.CONFLICT, GroupState.RETURNED, GroupState.BLANK, GroupState.MISSING)
    return tuple(chosen), next(state for state in worst if state in states)


def families(submissions: Sequence[Submission]) -> list[list[Submission]]:
    """Workbooks of one group by what they were given: those that share a project are versions of one another."""
    found: list[tuple[set[str], list[Submission]]] = []
    for submission in submissions:
        ids, family = _given(submission), [submission]
        for other in [entry for entry in found if not ids or not entry[0] or ids & entry[0]]:
            found.remove(other)
            ids, family = ids | other[0], [*other[1], *family]
        found.append((ids, family))
    order = {id(submission): number for number, submission in enumerate(submissions)}
    return [sorted(family, key=lambda one: order[id(one)]) for _, family in found]


def _given(submission: Submission) -> set[str]:
    """Ids of the projects that a workbook was given; of one that does not say, nobody knows: an empty set."""
    return set(submission.identity.issued or ()) if submission.identity else set()


def _choose(
    submissions: Sequence[Submission], group: Group, brief: Brief, files: _Files
) -> tuple[Submission | None, GroupState]:
    """The workbook that counts for one group, if one does, and the group's state."""
    filled = [submission for submission in submissions if not is_blank(submission)]
    blank = [submission for submission in submissions if is_blank(submission)]
    for submission in blank:
        name = "group_blank_beside" if filled else "group_blank"
        told = problem(name, Place(submission.file), group=group.name, value=group.name)
        files.settle(submission, Outcome.REPLACED if filled else Outcome.REFUSED, told)
    if not filled:
        return None, GroupState.BLANK if blank else GroupState.MISSING
    corrected = replaced_by_correction(filled, brief)
    for submission in [one for one in filled if one.file in corrected]:
        kept_file = corrected[submission.file].file
        told = problem("group_corrected", Place(submission.file), group=group.name, value=kept_file)
        files.settle(submission, Outcome.REPLACED, told)
    filled = [one for one in filled if one.file not in corrected]
    kept = _without_repeats(filled, group, brief, files)
    if len(kept) == 1:
        return kept[0], GroupState.RETURNED
    accepted = [submission for submission in kept if _issue(submission) == group.accepted_issue]
    if group.accepted_issue is not None and len(accepted) == 1:
        for submission in kept:
            if submission is not accepted[0]:
                values: dict[str, Any] = {"issue": group.accepted_issue, "kept": accepted[0].file}
                told = problem("group_issue_replaced", Place(submission.file), group=group.name, **values)
                files.settle(submission, Outcome.REPLACED, told)
        return accepted[0], GroupState.RETURNED
    whole = joined(kept, brief)
    if whole is not None and group.accepted_issue == JOIN:
        for submission in kept:
            files.settle(submission, Outcome.USED)
        files.problems.append(problem("group_joined", Place(whole.file), group=group.name, value=whole.file))
        return whole, GroupState.RETURNED
    _tell_conflict(kept, group, brief, files, halves=whole is not None)
    return None, GroupState.CONFLICT


def _issue(submission: Submission) -> int:
    return submission.identity.issue if submission.identity else 0


def _without_repeats(
    filled: Sequence[Submission], group: Group, brief: Brief, files: _Files
) -> list[Submission]:
    """One workbook for each different content: the one of the highest issue, then the first by name."""
    kept: list[Submission] = []
    for submission in sorted(filled, key=lambda entry: (-_issue(entry), entry.file)):
        same = next((other for other in kept if not differences(other, submission, brief)), None)
        if same is None:
            kept.append(submission)
            continue
        told = problem("group_repeated", Place(submission.file), group=group.name, value=same.file)
        files.settle(submission, Outcome.COPY, told)
    return sorted(kept, key=lambda entry: entry.file)


def _tell_conflict(
    kept: Sequence[Submission], group: Group, brief: Brief, files: _Files, *, halves: bool
) -> None:
    """`halves`: they contradict each other nowhere, and could be used as one."""
    names = ", ".join(submission.file for submission in kept)
    numbers = sorted({_issue(submission) for submission in kept})
    issues = ", ".join(map(str, numbers))
    # A number in the register decides only between files that carry different ones.
    named = (
        "group_conflict_halves"
        if halves
        else "group_conflict"
        if len(numbers) < len(kept)
        else "group_conflict_issues"
    )
    for submission in kept:
        told = problem(named, Place(submission.file), group=group.name, value=names, issues=issues)
        files.settle(submission, Outcome.CONFLICT, told)
    if halves:
        return
    if group.accepted_issue:
        values: dict[str, Any] = {"issue": group.accepted_issue, "issues": issues}
        files.problems.append(problem("group_issue_unclear", group=group.name, value=names, **values))
    for other in kept[1:]:
        for found in differences(kept[0], other, brief):
            files.problems.append(
                problem(
                    "group_conflict_cell",
                    found.first,
                    group=group.name,
                    project=found.project_id,
                    column=found.key,
                    value=found.first_value or say("nothing_entered"),
                    label=found.label,
                    other_value=found.second_value or say("nothing_entered"),
                    other_place=str(found.second),
                )
            )
