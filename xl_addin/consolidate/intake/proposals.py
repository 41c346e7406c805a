"""What groups propose in the workbooks that count, with the projects that it resembles and what is still lacking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from xl_addin.consolidate.intake.form_brief import Brief
from xl_addin.consolidate.intake.submission import Block, Submission
from xl_addin.model.form.schema import PROPOSAL_REASON, PROPOSALS
from xl_addin.model.office_in_round import budget_keys
from xl_addin.model.problems.catalogue import problem, say
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.proposals import Proposal, Verdict
from xl_addin.model.register import Register
from xl_addin.model.thai.names import name_key, nearest
from xl_addin.model.values.money import format_baht
from xl_addin.previous.project_matching import alike_names


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """A row for a proposal, as it was read. `index`: its row in the block."""

    proposal: Proposal
    submission: Submission
    block: Block
    index: int

    @property
    def entries(self) -> int:
        """Entry cells that hold something."""
        return self.block.filled[self.index]

    def place(self, key: str) -> Place:
        return self.submission.place(self.block, self.index, key)


def proposed_rows(submission: Submission, group_id: str, round_: int) -> Iterator[ProposedRow]:
    """The rows for proposals of a group's workbook, those in which nothing was typed too."""
    for block in submission.blocks:
        for index, id_ in enumerate(block.project_ids) if block.table == PROPOSALS else ():
            values = {key: value for key in block.values if (value := block.value(index, key)) is not None}
            project, section, reason = (
                str(values.pop(key, "")).strip() for key in ("project", "section", PROPOSAL_REASON)
            )
            place = submission.place(block, index, "project")
            proposal = Proposal(id_, round_, group_id, project, section, values, reason, place=place)
            yield ProposedRow(proposal, submission, block, index)


def proposed(
    used: Mapping[str, Sequence[Submission]], register: Register, round_: int, brief: Brief
) -> tuple[tuple[Proposal, ...], list[Problem]]:
    """The proposals in the workbooks that count (group id -> its workbooks), and what is to be said of them."""
    rows = [
        row
        for group in register.groups
        for submission in used.get(group.id, ())
        for row in proposed_rows(submission, group.id, round_)
        if row.entries
    ]
    known = {one.id: one for one in register.proposals}
    proposals: list[Proposal] = []
    problems: list[Problem] = []
    for one, row in zip(with_alike(register, [row.proposal for row in rows]), rows, strict=True):
        decided = known.get(one.id)
        if decided is None or decided.verdict is None:
            problems += lacking(replace(row, proposal=one), register, brief)
        else:
            one = replace(one, verdict=decided.verdict, from_round=decided.from_round)
            problems += _changed(one, decided, register)
        proposals.append(one)
    return tuple(proposals), problems


def lacking(row: ProposedRow, register: Register, brief: Brief) -> Iterator[Problem]:
    """What could not be read of a proposal that nobody has decided about, what it lacks, and what it resembles."""
    one, table = row.proposal, brief.by_key[PROPOSALS]
    about = {"group": register.group(one.group_id).name, "project": one.id, "project_name": one.project}

    def told(rule: str, key: str, **values: str) -> Problem:
        return problem(rule, row.place(key), column=key, **(about | values))  # type: ignore[arg-type]

    unread = {key: finding for at, key, finding in row.block.findings if at == row.index}
    for key, finding in unread.items():
        yield finding.problem(table.by_key[key].title, row.place(key), column=key, **about)
    blank = [
        column
        for column in table.columns
        if column.required and row.block.value(row.index, column.key) is None and column.key not in unread
    ]
    if blank:
        labels = ", ".join(column.title for column in blank)
        yield told("proposal_incomplete", blank[0].key, value=one.project or one.id, label=labels)
    sections = [section.name for section in register.sections]
    if one.section and sections and name_key(one.section) not in map(name_key, sections):
        near = nearest(one.section, sections) or "-"
        yield told("proposal_unknown_section", "section", value=one.section, nearest=near)
    if one.alike:
        yield told("proposal_alike", "project", value=one.project, others="; ".join(one.alike))


def _changed(one: Proposal, decided: Proposal, register: Register) -> Iterator[Problem]:
    """A project that was taken stands in the plan as it was proposed then."""
    same = name_key(one.project) == name_key(decided.project)
    same &= all(decided.values.get(key) == value for key, value in one.values.items())
    if decided.verdict is Verdict.TAKE and not same:
        group = register.group(one.group_id).name
        yield problem("proposal_changed", one.place, value=one.project, group=group, project=one.id)


def with_alike(register: Register, proposals: Sequence[Proposal]) -> list[Proposal]:
    """The proposals with the projects of the register, and the other proposals, that their names are near to."""
    if not proposals:
        return []
    keys, frame = budget_keys(register.form), register.projects
    amounts = frame[list(keys)].fillna(0).sum(axis=1).astype("int64") if keys else [0] * len(frame)
    known = [*zip(frame["project_id"], frame["project"], frame["group"], amounts, strict=True)]
    known += [(one.id, one.project, register.group(one.group_id).name, one.amount(keys)) for one in proposals]
    names = {id_: name for id_, name, _, _ in known if name}
    shown = {
        id_: say(
            "proposal_beside", code=id_, name=name, group=group or "-", amount=format_baht(int(satang), None)
        )
        for id_, name, group, satang in reversed(known)
    }
    return [
        replace(one, alike=tuple(shown[id_] for id_ in alike_names(one.project, names | {one.id: ""})))
        for one in proposals
    ]
