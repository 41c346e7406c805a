"""Which file counts for each group. Never by the date of a file; its name is only a hint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from xl_addin.consolidate.consolidated import FileOutcome, GroupState, Outcome, ReplacedEntry
from xl_addin.consolidate.corrected_files import replaced_by_correction
from xl_addin.consolidate.group_lookup import KnownGroups, examine, is_foreign
from xl_addin.consolidate.intake.form_brief import Brief
from xl_addin.consolidate.intake.identity_stamp import NO_RETURN
from xl_addin.consolidate.intake.submission import Picture, Submission
from xl_addin.consolidate.joined_halves import JOIN, joined
from xl_addin.consolidate.officer_decisions import FileDecisions
from xl_addin.consolidate.submission_diff import differences, is_blank, proposes_nothing
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.model.form.schema import PROPOSALS
from xl_addin.model.problems.catalogue import problem, say
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.register import Group, Register


@dataclass(frozen=True, slots=True)
class Decisions:
    """`used`: group id -> the workbooks that count: its own, then supplements. Each file has one outcome, each
    group one state."""

    used: dict[str, tuple[Submission, ...]]
    outcomes: tuple[FileOutcome, ...]
    states: dict[str, GroupState]
    problems: tuple[Problem, ...]
    pictures: tuple[tuple[ReturnedFile, tuple[Picture, ...]], ...] = ()
    replaced: tuple[ReplacedEntry, ...] = ()


@dataclass(slots=True)
class _Files:
    """Outcomes being gathered, in the order of the files."""

    brief: Brief
    outcomes: dict[str, FileOutcome]
    problems: list[Problem]
    replaced: list[ReplacedEntry]

    def replace(self, submission: Submission, by: Submission, told: Problem) -> None:
        """A file whose place another one takes, and what that one gives otherwise."""
        self.settle(submission, Outcome.REPLACED, told)
        found = differences(submission, by, self.brief)
        self.replaced += [ReplacedEntry(told.group, one) for one in found]

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
            code=submission.code,
            signed=identity.signature if identity else "",
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
    files = _Files(brief, {}, [], [])
    known = KnownGroups.of(register)
    officer = FileDecisions.of(register, round_)
    sent_back: set[str] = set()
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
        reasons, notes = examine(result, known, round_, brief)
        foreign = is_foreign(result.identity, register)
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
        elif group is not None and (decision := officer.sent_back(result, group)) is not None:
            told = problem(
                "file_sent_back" if decision.code else "file_sent_back_any",
                Place(result.file),
                group=group.name,
                value=decision.reason or say("no_reason"),
            )
            files.settle(result, Outcome.SENT_BACK, told)
            sent_back.add(group.id)
        elif group is not None:
            usable.setdefault(group.id, []).append(result)
    used: dict[str, tuple[Submission, ...]] = {}
    states: dict[str, GroupState] = {}
    for group in register.groups:
        own = usable.get(group.id, [])
        if _has_nothing(own, group, officer, files):
            states[group.id] = GroupState.NOTHING
            continue
        if own and all(map(proposes_nothing, own)):
            for one in own:
                files.settle(one, Outcome.USED)
            states[group.id] = GroupState.NOTHING_DUE
            continue
        chosen, state = _choose_all(own, group, brief, files, officer)
        if chosen:
            used[group.id] = chosen
        for submission in chosen:
            if submission in usable[group.id]:
                files.settle(submission, Outcome.USED)
        if state is GroupState.MISSING and group.id in sent_back:
            state = GroupState.SENT_BACK
        if state is GroupState.MISSING and group.id in refused:
            state = GroupState.REFUSED
        if state is GroupState.MISSING and group.id not in known.reporting:
            state = GroupState.NOTHING_DUE
        if state is GroupState.MISSING:
            files.problems.append(problem("group_missing", group=group.name, value=group.name))
        states[group.id] = state
    return Decisions(
        used,
        tuple(files.outcomes.values()),
        states,
        tuple(files.problems),
        tuple(pictures),
        tuple(files.replaced),
    )


def _has_nothing(
    submissions: Sequence[Submission], group: Group, officer: FileDecisions, files: _Files
) -> bool:
    """Whether a group has answered that there is nothing to report; not where something is filled in."""
    saying = [one for one in submissions if one.nothing]
    if not saying and group.id not in officer.nothing:
        return False
    filled = [one for one in submissions if not (is_blank(one) or one.nothing)]
    for one in filled:
        files.problems.append(
            problem("nothing_but_filled", Place(one.file), group=group.name, value=group.name)
        )
    for one in submissions if not filled else ():
        files.settle(one, Outcome.USED)
    return not filled


def _of(told: Problem, group: Group | None) -> Problem:
    return replace(told, group=group.name) if group is not None else told


def _choose_all(
    submissions: Sequence[Submission], group: Group, brief: Brief, files: _Files, officer: FileDecisions
) -> tuple[tuple[Submission, ...], GroupState]:
    """The workbooks that count for one group and its state; supplements stand beside the group's own workbook."""
    chosen: list[Submission] = []
    states: list[GroupState] = []
    for family in families(submissions) or [[]]:
        one, state = _choose(family, group, brief, files, officer)
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
    """Ids of the projects that a workbook was given; of one that does not say, nobody knows: an empty set.
    One that was given none, so that its group may propose some, is known by the numbers of its proposals."""
    issued = submission.identity.issued if submission.identity is not None else None
    if issued or issued is None:
        return set(issued or ())
    # Not the bare numbers: by then one may be a project that another workbook was given.
    proposed = [block for block in submission.blocks if block.table == PROPOSALS]
    return {f"{PROPOSALS}.{id_}" for block in proposed for id_ in block.project_ids}


def _choose(
    submissions: Sequence[Submission], group: Group, brief: Brief, files: _Files, officer: FileDecisions
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
    files.problems += officer.changed(filled, group)
    settled = officer.accepted(filled, group)
    if settled is not None:
        for submission in filled:
            if submission is not settled:
                told = problem(
                    "group_file_accepted", Place(submission.file), group=group.name, value=settled.file
                )
                files.replace(submission, settled, told)
        return settled, GroupState.RETURNED
    corrected = replaced_by_correction(filled, brief)
    for submission in [one for one in filled if one.file in corrected]:
        kept_file = corrected[submission.file].file
        told = problem("group_corrected", Place(submission.file), group=group.name, value=kept_file)
        files.replace(submission, corrected[submission.file], told)
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
                files.replace(submission, accepted[0], told)
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
