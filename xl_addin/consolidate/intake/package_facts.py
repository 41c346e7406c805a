"""What a returned workbook carries besides its cells: macros, links, another program's hand."""

from __future__ import annotations

from collections.abc import Sequence

from xl_addin.excel.reading.cells import Facts
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem

EXCEL = "excel"
LOST_FORMULA = "computed_deleted"
"""Beginning of the rules that say that formulas are gone."""


def fact_problems(facts: Facts, file: str) -> tuple[list[Problem], list[Problem]]:
    """(what is told, why the file cannot be used). Nothing was run, followed or fetched."""
    place = Place(file)
    refusals = []
    if facts.macros or facts.kind == "xlsm":
        refusals.append(problem("book_macros", place))
    told = []
    for name, found in (
        ("book_external_links", facts.external_links or facts.linked_cells),
        ("book_data_connections", facts.data_connections),
        ("book_dde", facts.dde),
        ("book_embedded_objects", facts.embedded_objects),
    ):
        if found:
            told.append(problem(name, place, value=", ".join(found[:5]), count=len(found)))
    if facts.date_1904:
        told.append(problem("book_1904", place))
    if by_another_program(facts):
        told.append(problem("book_other_program", place, value=facts.application))
    if facts.never_calculated:
        told.append(problem("book_never_calculated", place))
    if facts.kind == "xls":
        told.append(problem("book_xls", place))
    if facts.strict:
        told.append(problem("book_strict", place))
    return told, refusals


def by_another_program(facts: Facts) -> bool:
    return bool(facts.application) and EXCEL not in facts.application.casefold()


def told_once(problems: Sequence[Problem], facts: Facts, file: str) -> list[Problem]:
    """The problems of a workbook; formulas that another program did not keep are told once, as its doing."""
    lost = [one for one in problems if one.rule.startswith(LOST_FORMULA)]
    if len(lost) < 2 or not by_another_program(facts):
        return list(problems)
    columns = len({one.column for one in lost})
    told = problem("computed_lost_by_program", Place(file), value=facts.application, count=columns)
    return [told, *(one for one in problems if one not in lost)]
