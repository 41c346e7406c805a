"""What กระทบยอด proves of printed pages: summaries show sums of printed rows, forms the numbers of ข้อมูล."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xl_addin.model.expressions.language import Binary, Call, Name, Text, parse
from xl_addin.model.form.report_schema import Figure
from xl_addin.model.form.schema import MAIN
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.report.book.data_sheet import DataSheet
from xl_addin.report.book.ledger import Mention, Source
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.table.written_table import WrittenTable

if TYPE_CHECKING:
    from xl_addin.report.breakdown.sheet import WrittenBreakdown
    from xl_addin.report.printed.form_pages import WrittenForms

MOST_CELLS = 100
"""Cells of one sum: Excel takes 255 arguments."""


@dataclass(frozen=True, slots=True)
class PrintedCheck:
    """Two figures that are to be equal.

    `printed`: as it stands on a page; `source`: where it comes from; `agrees`: also what a formula cannot see is
    in order.
    """

    statement: str
    printed: Source
    source: Source
    agrees: bool = True


def figure_checks(book: ReportBook, tables: Sequence[WrittenTable]) -> Iterator[PrintedCheck]:
    """Figures of summaries that are a printed table's total row or a list's number of rows."""
    printed = _by_sheet(book, tables)
    for spec in book.form.report.sheets:
        for figure in spec.figures:
            found = _backed(book, figure, printed)
            shown = book.figures.get(figure.key)
            if found is not None and shown is not None and shown.value is not None:
                cell, sheets = found
                yield PrintedCheck(f"{book.title_of(spec)}: {figure.label} = {sheets}", shown, cell)


def form_checks(
    book: ReportBook, data: Mapping[str, DataSheet], forms: Sequence[WrittenForms]
) -> Iterator[PrintedCheck]:
    """Amounts in the texts of project forms, and the totals of their small tables, against ข้อมูล."""
    for form in forms:
        yield from _mentioned(form)
        for (table, key), totals in form.totals.items():
            yield from _totals(book, data[table or MAIN], form, (table, key), totals)


def breakdown_checks(breakdowns: Sequence[WrittenBreakdown]) -> Iterator[PrintedCheck]:
    """Total rows of breakdowns against ข้อมูล, and those of matrices against their parts."""
    for breakdown in breakdowns:
        for statement, printed, source in breakdown.totals:
            yield PrintedCheck(statement, printed, source)


def _by_sheet(book: ReportBook, tables: Sequence[WrittenTable]) -> list[list[WrittenTable]]:
    """This round's tables; those that one sheet of the form became stand together."""
    together: dict[str, list[WrittenTable]] = {}
    for table in tables:
        if table.rows.round == book.consolidated.round:
            together.setdefault(table.spec.name, []).append(table)
    return list(together.values())


def _backed(
    book: ReportBook, figure: Figure, printed: Iterable[Sequence[WrittenTable]]
) -> tuple[Source, str] | None:
    """The printed number that a figure must be, and the sheets on which it stands."""
    expression = parse(figure.formula)
    for tables in printed:
        projects = sum(len(table.rows.positions) for table in tables)
        is_whole = projects == len(book.consolidated.frame)
        sheets = ", ".join(table.sheet for table in tables)
        match expression:
            case Call("SUM", (Name(key=key, table="projects"),)) if is_whole:
                cells = [table.totals[key] for table in tables if key in table.totals]
                if len(cells) == len(tables):
                    return _added(figure, cells), f"แถวรวมใน {sheets}"
            case Call("COUNTA", (Name(key="project" | "project_id"),)) if is_whole:
                if found := _counted(figure, tables):
                    return found, f"จำนวนแถวที่พิมพ์ใน {sheets}"
            case Call("COUNTIF", (Name(key=key), Text(value=code))):
                if all(_is_filter(table.spec.filter, key, code) for table in tables) and (
                    found := _counted(figure, tables)
                ):
                    return found, f"จำนวนแถวที่พิมพ์ใน {sheets}"
            case _:
                pass
    return None


def _is_filter(text: str | None, key: str, code: str) -> bool:
    if text is None:
        return False
    match parse(text):
        case Binary(operator="=", left=Name(key=found, table=None), right=Text(value=value)):
            return (found, value) == (key, code)
        case _:
            pass
    return False


def _counted(figure: Figure, tables: Sequence[WrittenTable]) -> Source | None:
    counts = [table.counted for table in tables if table.counted is not None]
    return _added(figure, counts) if len(counts) == len(tables) else None


def _added(figure: Figure, cells: Sequence[Source]) -> Source:
    formula = "+".join(cell.formula for cell in cells)
    return Source(figure.label, formula, sum(cell.value or 0 for cell in cells), figure.kind)


def _mentioned(form: WrittenForms) -> Iterator[PrintedCheck]:
    """Numbers in texts, added up label by label: what is printed against the cells it comes from."""
    together: dict[tuple[str, Kind], list[Mention]] = {}
    for mention in form.mentions:
        together.setdefault((mention.source.label, mention.source.kind), []).append(mention)
    for (label, kind), mentions in together.items():
        for start in range(0, len(mentions), MOST_CELLS):
            part = mentions[start : start + MOST_CELLS]
            cells = ",".join(mention.source.formula for mention in part)
            value = sum(mention.source.value or 0 for mention in part)
            shown = sum(_seen(mention) for mention in part)
            printed = Source(label, str(shown / 10 ** SCALE[kind]), shown, kind)
            agrees = all(mention.agrees for mention in part)
            statement = f"{form.sheet}: {label} ที่พิมพ์ {len(part)} แห่ง รวม = ข้อมูล"
            yield PrintedCheck(statement, printed, Source(label, f"SUM({cells})", value, kind), agrees)


def _seen(mention: Mention) -> int:
    """The number that a reader sees; words stand for theirs (`Mention.agrees` reads them)."""
    return (mention.source.value if mention.words else mention.inside) or 0


def _totals(
    book: ReportBook,
    data: DataSheet,
    form: WrittenForms,
    place: tuple[str, str],
    totals: Sequence[tuple[int, Source]],
) -> Iterator[PrintedCheck]:
    """The total rows of one small table in all forms against the rows of its data sheet."""
    table, key = place
    frame = book.tables_of(form.rows.round)[table].reset_index(drop=True)
    owners = frame["project_id"].tolist()
    ids = form.rows.frame["project_id"].tolist()
    labels = {column.key: column.title for column in book.form.columns_of(table)}
    for start in range(0, len(totals), MOST_CELLS):
        part = totals[start : start + MOST_CELLS]
        wanted = {ids[position] for position, _ in part}
        positions = [place for place, owner in enumerate(owners) if owner in wanted]
        ranges = data.ranges(key, form.rows.round, positions)
        if ranges is None:
            continue
        values = frame[key].astype("Int64")
        expected = int(values.iloc[positions].sum()) if positions else 0
        cells = ",".join(cell.formula for _, cell in part)
        kind = part[0][1].kind
        printed = Source(key, f"SUM({cells})", sum(cell.value or 0 for _, cell in part), kind)
        title = f"{book.form.table(table).label}: {labels[key]}"
        statement = f"{form.sheet}: แถวรวม {len(part)} ตาราง {title} = ข้อมูล"
        yield PrintedCheck(statement, printed, Source(key, f"SUM({ranges})", expected, kind))
