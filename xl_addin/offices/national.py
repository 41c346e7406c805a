"""All offices' reports of one quarter: which count, which are left out and why, which are missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from xl_addin.excel.reading.limits import PackageError
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem, Severity
from xl_addin.model.thai.names import name_key, nearest
from xl_addin.offices.lists import Decision, Expected
from xl_addin.offices.office_report import QUARTERS, OfficeReport
from xl_addin.offices.sources import OfficesError, Source

Answer = tuple[Source, OfficeReport | PackageError]
NEVER_TAKEN = frozenset(("offices_other_year", "offices_other_round"))
"""What no decision changes: such a report has no figures of this quarter."""


class Use(StrEnum):
    """What became of a file."""

    USED = "used"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A file with what became of it; `report` is None for one that could not be read."""

    file: str
    use: Use
    report: OfficeReport | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class National:
    """The reports of one quarter of a fiscal year.

    `outcomes`: every file, by name. `problems`: all that is told, file by file, then of offices.
    `expected`: the offices that are waited for, none where no list was given.
    """

    fiscal_year: int
    quarter: int
    outcomes: tuple[Outcome, ...]
    problems: tuple[Problem, ...]
    expected: tuple[Expected, ...] = ()

    @property
    def used(self) -> list[OfficeReport]:
        """The reports that count, by office."""
        found = [one.report for one in self.outcomes if one.use is Use.USED and one.report is not None]
        return sorted(found, key=lambda report: report.office)

    @property
    def missing(self) -> list[Expected]:
        """Expected offices without a report that counts."""
        there = {name_key(report.office) for report in self.used}
        return [one for one in self.expected if name_key(one.office) not in there]

    @property
    def late(self) -> list[Expected]:
        """Expected offices whose report came after its day."""
        return [one for one in self.expected if one.due and one.received and one.received > one.due]


def nationwide(
    answers: Iterable[Answer],
    *,
    fiscal_year: int | None = None,
    quarter: int | None = None,
    decisions: Mapping[str, Decision] | None = None,
    expected: Sequence[Expected] = (),
) -> National:
    """Judges all reports. Year and quarter, where not given, are those of most reports.

    Raises OfficesError, whose `problems` say why of each file, where no report can be taken in.
    """
    decisions = decisions or {}
    outcomes: list[Outcome] = []
    for source, answer in answers:
        if isinstance(answer, PackageError):
            told = answer.problem(Place(source.name))
            outcomes.append(Outcome(source.name, Use.LEFT_OUT, None, (told,)))
        else:
            outcomes.append(Outcome(source.name, Use.USED, answer, answer.problems))
    reports = [one.report for one in outcomes if one.report is not None]
    year = fiscal_year or _most(report.fiscal_year for report in reports)
    quarter = quarter or _most(report.quarter for report in reports if not report.plan) or QUARTERS
    outcomes = [_judged(one, year, quarter, decisions.get(one.file)) for one in outcomes]
    outcomes = _one_each(outcomes, decisions)
    if not any(one.use is Use.USED for one in outcomes):
        error = OfficesError("offices_none_used", count=len(outcomes))
        error.problems = [each for one in outcomes for each in one.problems]
        raise error
    made = National(year, quarter, tuple(outcomes), (), tuple(expected))
    found = [each for one in outcomes for each in one.problems]
    unknown = sorted(decisions.keys() - {one.file for one in outcomes})
    found += [problem("offices_decision_unknown", value=file) for file in unknown]
    return replace(made, problems=(*found, *_of_offices(made)))


def _most(values: Iterable[int]) -> int:
    counted = Counter(values)
    return max(counted, key=lambda value: (counted[value], value), default=0)


def _judged(one: Outcome, year: int, quarter: int, decision: Decision | None) -> Outcome:
    """A report with its year, round and what was decided of it."""
    report, place = one.report, Place(one.file)
    if decision is not None and not decision.use:
        left_out = problem("offices_left_out", place, value=decision.reason)
        return replace(one, use=Use.LEFT_OUT, problems=(left_out,))
    if report is None:
        return one
    told = list(one.problems)
    due = report.due_round(quarter)
    if report.fiscal_year != year:
        told.append(problem("offices_other_year", place, found=report.fiscal_year, wanted=year))
    elif report.round != due:
        told.append(
            problem("offices_other_round", place, found=report.round, wanted=due or "-", quarter=quarter)
        )
    errors = [each for each in told if each.severity is Severity.ERROR]
    if decision is not None and errors and not {each.rule for each in errors} & NEVER_TAKEN:
        rest = [each for each in told if each.severity is not Severity.ERROR]
        reasons = f"{decision.reason} ({'; '.join(each.message for each in errors)})"
        told, errors = [problem("offices_taken_in", place, value=reasons), *rest], []
    return replace(one, use=Use.LEFT_OUT if errors else Use.USED, problems=tuple(told))


def _one_each(outcomes: Sequence[Outcome], decisions: Mapping[str, Decision]) -> list[Outcome]:
    """Of several reports of one office, the decided one; of equal ones the first; else none."""
    by_office: dict[str, list[int]] = defaultdict(list)
    made = list(outcomes)
    for number, one in enumerate(made):
        if one.use is Use.USED and one.report is not None:
            by_office[name_key(one.report.office)].append(number)
    for numbers in by_office.values():
        first, *copies = numbers
        seen = {_report(made[first]).sha256: made[first].file}
        differing = [first]
        for number in copies:
            twin = seen.setdefault(_report(made[number]).sha256, made[number].file)
            if twin == made[number].file:
                differing.append(number)
            else:
                made[number] = _out(
                    made[number], problem("offices_copy", Place(made[number].file), value=twin)
                )
        if len(differing) == 1:
            continue
        chosen = [number for number in differing if made[number].file in decisions]
        for number in differing:
            place, office = Place(made[number].file), _report(made[number]).office
            if len(chosen) != 1:
                files = ", ".join(made[other].file for other in differing)
                made[number] = _out(made[number], problem("offices_twice", place, office=office, value=files))
            elif number != chosen[0]:
                replaced = problem("offices_replaced", place, value=made[chosen[0]].file)
                made[number] = _out(made[number], replaced)
    return made


def _report(one: Outcome) -> OfficeReport:
    assert one.report is not None
    return one.report


def _out(one: Outcome, told: Problem) -> Outcome:
    return replace(one, use=Use.LEFT_OUT, problems=(*one.problems, told))


def _of_offices(made: National) -> list[Problem]:
    """Offices that are missing, late, or not in the list."""
    if not made.expected:
        return []
    told = [problem("offices_missing", office=one.office) for one in made.missing]
    told += [
        problem("offices_late", office=one.office, value=str(one.received), due=one.due) for one in made.late
    ]
    known = {name_key(one.office) for one in made.expected}
    for report in made.used:
        if name_key(report.office) not in known:
            close = nearest(report.office, [one.office for one in made.missing])
            near = f" (? {close})" if close else ""
            told.append(problem("offices_unexpected", Place(report.file), office=report.office, near=near))
    return told
