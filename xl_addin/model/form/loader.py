"""Form files: reading them, and saying what is wrong in one before anybody types into a template."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from xl_addin.model.expressions.language import ExpressionError
from xl_addin.model.expressions.message_templates import placeholders
from xl_addin.model.expressions.types import Base, Scope
from xl_addin.model.form.form_files import form_folders, form_ids
from xl_addin.model.form.mistakes import Mistake, expression_mistake
from xl_addin.model.form.page_validation import computed_in_excel, page_mistakes
from xl_addin.model.form.report_validation import report_mistakes, text_file_mistakes
from xl_addin.model.form.rule_expansion import with_each
from xl_addin.model.form.rule_order import rules_in_order
from xl_addin.model.form.schema import MAIN, Column, Form
from xl_addin.model.form.scopes import IDENTITY_KINDS, computed_order, row_scope
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.errors import TidtamError
from xl_addin.model.values.kinds import SCALE, Fill, Kind


class FormError(TidtamError, ValueError):
    """A form that cannot be used: all mistakes of the file at once."""

    def __init__(self, file: str, mistakes: list[Mistake]) -> None:
        self.file = file
        self.mistakes = mistakes
        super().__init__(said=f"{file}\n" + "\n".join(f"  {mistake}" for mistake in mistakes))


def load_form(form: str | Path) -> Form:
    """A form by id, or by the path of its file. Raises FormError with every mistake in it."""
    path = Path(form)
    if path.suffix != ".toml":
        found = [folder / f"{form}.toml" for folder in form_folders() if (folder / f"{form}.toml").exists()]
        if not found:
            near = difflib.get_close_matches(str(form), form_ids(), n=1)
            how = f"หมายถึง {near[0]} หรือไม่" if near else f"ที่มีคือ {', '.join(form_ids())}"
            raise FormError(str(form), [Mistake("form", say("form_unknown", value=str(form)), how)])
        path = found[0]
    return _load_file(path.resolve())


@cache
def _load_file(path: Path) -> Form:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FormError(path.name, [Mistake("file", say("form_unreadable", reason=str(error)))]) from error
    return form_from_text(text, path.name, texts=path.parent.parent / "texts")


def form_from_text(text: str, file: str, texts: Path | None = None) -> Form:
    """A form from the text of its file. `texts`: folder with the forms' jinja2 texts, to check those too."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+), column (\d+)", str(error))
        where = f"บรรทัด {found[1]} ตัวที่ {found[2]}" if found else "ท้ายไฟล์"
        raise FormError(
            file, [Mistake(where, say("form_bad_toml", reason=str(error)), say("form_bad_toml_fix"))]
        ) from error
    try:
        raw = with_each(raw)
        form = Form.model_validate(raw)
    except ValidationError as error:
        raise FormError(file, [_structure_mistake(entry, raw) for entry in error.errors()]) from error
    mistakes = list(_mistakes(form, texts))
    if mistakes:
        raise FormError(file, mistakes)
    return form.model_copy(update={"texts_folder": texts})


def _structure_mistake(entry: Any, raw: dict[str, Any]) -> Mistake:
    where, kind = entry["loc"], entry["type"]
    key = _path(where, raw)
    if kind == "extra_forbidden":
        known = _known_keys(where[:-1])
        near = difflib.get_close_matches(str(where[-1]), known, n=1, cutoff=0.4)
        how = f"หมายถึง {near[0]} หรือไม่" if near else f"ที่ใช้ได้คือ {', '.join(known)}"
        return Mistake(key, say("form_unknown_key", key=where[-1]), how)
    if kind == "missing":
        return Mistake(key, say("form_missing_key", key=where[-1]), f"เพิ่ม {where[-1]} = ...")
    allowed = entry.get("ctx", {}).get("expected", "")
    how = f"ที่ใช้ได้คือ {allowed}" if allowed else entry["msg"]
    return Mistake(key, say("form_wrong_value", value=str(entry.get("input"))[:60]), how)


def _path(where: tuple[Any, ...], raw: Any) -> str:
    """`columns[2 used].kind`: the way to a value, with the id of list entries."""
    parts: list[str] = []
    for step in where:
        if isinstance(step, int):
            entry = raw[step] if isinstance(raw, list) and step < len(raw) else {}
            name = (
                entry.get("key") or entry.get("id") or entry.get("name") if isinstance(entry, dict) else None
            )
            parts[-1:] = [f"{parts[-1] if parts else ''}[{step + 1}{' ' + str(name) if name else ''}]"]
            raw = entry
        else:
            parts.append(str(step))
            raw = raw.get(step) if isinstance(raw, dict) else None
    return ".".join(parts)


def _known_keys(where: tuple[Any, ...]) -> list[str]:
    model: type[BaseModel] = Form
    for step in where:
        if isinstance(step, int):
            continue
        inner = model.model_fields[step].annotation
        model = next((part for part in _models(inner)), model)
    return sorted(model.model_fields)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _models(part)


def _mistakes(form: Form, texts: Path | None) -> Iterator[Mistake]:
    duplicates = list(_duplicates(form))
    yield from duplicates
    if duplicates:
        return
    yield from _columns(form)
    yield from _circular(form)
    yield from _rules(form)
    yield from page_mistakes(form)
    yield from report_mistakes(form)
    yield from text_file_mistakes(form, texts)


def _duplicates(form: Form) -> Iterator[Mistake]:
    lists: dict[str, list[str]] = {
        "params": [param.key for param in form.params],
        "rules": [rule.id for rule in form.rules],
        "tables": [MAIN, *(table.key for table in form.tables)],
        "columns": [key for column in form.columns for key in (column.key, *column.was)],
        "report.sheets": [sheet.name for sheet in form.report.sheets],
    }
    lists |= {
        f"tables.{table.key}.columns": [key for column in table.columns for key in (column.key, *column.was)]
        for table in form.tables
    }
    for where, ids in lists.items():
        for twice, times in Counter(ids).items():
            if times > 1:
                yield Mistake(f"{where}[{twice}]", say("form_duplicate", value=twice), "ตั้งชื่อให้ไม่ซ้ำกัน")


def _columns(form: Form) -> Iterator[Mistake]:
    for table in (MAIN, *(child.key for child in form.tables)):
        scope = row_scope(form, table)
        for column in form.columns_of(table):
            where = f"{'columns' if table == MAIN else 'tables.' + table}[{column.key}]"
            yield from _column(form, column, where, scope)
    for key in ("no", "project"):
        if key not in {column.key for column in form.columns}:
            yield Mistake("columns", say("form_missing_key", key=key), f'เพิ่มคอลัมน์ key = "{key}"')


def _column(form: Form, column: Column, where: str, scope: Scope) -> Iterator[Mistake]:
    if (column.fill is Fill.COMPUTED) != (column.formula is not None):
        yield Mistake(
            f"{where}.formula", say("form_formula_needed"), 'fill = "computed" กับ formula ต้องมาด้วยกัน'
        )
    if column.formula is not None:
        base = Base.NUMBER if column.kind in SCALE else Base.TEXT
        yield from expression_mistake(
            f"{where}.formula",
            column.formula,
            scope,
            lambda found: found.base in (base, Base.BLANK),
            f"สูตรต้องให้ค่าชนิด {column.kind}",
        )
        yield from computed_in_excel(f"{where}.formula", column.formula)
    if (column.kind is Kind.CHOICE) != bool(column.choices):
        yield Mistake(f"{where}.choices", say("form_choices_needed"), 'kind = "choice" กับ choices ต้องมาด้วยกัน')
    if column.required not in ("always", "never"):
        yield from expression_mistake(
            f"{where}.required",
            column.required,
            scope,
            lambda found: found.base is Base.BOOLEAN,
            'ใช้ "always", "never" หรือเงื่อนไข',
        )
    if column.fill is Fill.PREVIOUS and column.previous is None:
        yield Mistake(
            f"{where}.previous", say("form_missing_key", key="previous"), "บอก key ของคอลัมน์ในรอบก่อน"
        )
    if column.previous is not None and column.previous not in {other.key for other in form.columns}:
        yield Mistake(
            f"{where}.previous", say("form_unknown_name", value=column.previous), "ใช้ key ของคอลัมน์ในแบบนี้"
        )
    if column.due is not None and not 1 <= column.due <= form.period.rounds:
        yield Mistake(
            f"{where}.due", say("form_wrong_value", value=str(column.due)), f"1 ถึง {form.period.rounds}"
        )
    if column.section is not None and column.section not in {part.key for part in form.template.sections}:
        yield Mistake(
            f"{where}.section", say("form_unknown_name", value=column.section), "ใช้ key ใน template.sections"
        )
    for table_key in IDENTITY_KINDS:
        if column.key == table_key and column.key not in ("no", "project", "group", "section"):
            yield Mistake(where, say("form_reserved", value=column.key), "ใช้ key อื่น")


def _circular(form: Form) -> Iterator[Mistake]:
    try:
        computed_order(form)
    except CycleError as error:
        around = " → ".join(key if table == MAIN else f"{table}.{key}" for table, key in error.args[1])
        yield Mistake("columns.formula", say("form_circular", value=around), "แก้สูตรให้ไม่อ้างกลับมาที่ตัวเอง")
    except ExpressionError:
        return  # told at its column
    try:
        rules_in_order(form)
    except CycleError as error:
        around = " → ".join(error.args[1])
        yield Mistake("rules.unless", say("form_circular", value=around), "ให้ unless ชี้ทางเดียว")


def _marks(form: Form, table: str) -> list[str]:
    """What the problems of a table's rules can be put at: its columns, and of projects those of small tables."""
    keys = [column.key for column in form.columns_of(table)]
    if table == MAIN:
        keys += [f"{child.key}.{column.key}" for child in form.tables for column in child.columns]
    return keys


def _rules(form: Form) -> Iterator[Mistake]:
    ids = {rule.id for rule in form.rules}
    tables = {rule.id: rule.table for rule in form.rules}
    for rule in form.rules:
        where = f"rules[{rule.id}]"
        if rule.table != MAIN and rule.table not in {table.key for table in form.tables}:
            yield Mistake(f"{where}.table", say("form_unknown_name", value=rule.table), "ใช้ key ของตาราง")
            continue
        scope = row_scope(form, rule.table)
        keys = _marks(form, rule.table)
        if not all(rule.mark(round_) in keys for round_ in range(1, form.period.rounds + 1)):
            near = difflib.get_close_matches(rule.at, keys, n=1)
            how = f"หมายถึง {near[0]} หรือไม่" if near else f"ที่มีคือ {', '.join(keys)}"
            yield Mistake(f"{where}.at", say("form_unknown_name", value=rule.at), how)
        for key, text in (("check", rule.check), ("when", rule.when)):
            if text is not None:
                yield from expression_mistake(
                    f"{where}.{key}",
                    text,
                    scope,
                    lambda found: found.base is Base.BOOLEAN,
                    "ต้องเป็นเงื่อนไข เช่น used <= budget",
                )
        for key, text in (("message", rule.message), ("fix", rule.fix)):
            for inside in placeholders(text):
                yield from expression_mistake(
                    f"{where}.{key}",
                    inside,
                    scope,
                    lambda found: found.base is not Base.BOOLEAN,
                    "ใส่ค่าใน { }",
                )
        for other in rule.unless:
            if tables.get(other, rule.table) != rule.table:
                yield Mistake(f"{where}.unless", say("form_other_table", value=other), "ใช้กฎของตารางเดียวกัน")
            if other not in ids or other == rule.id:
                yield Mistake(f"{where}.unless", say("form_unknown_name", value=other), "ใช้ id ของกฎอื่นในแบบนี้")
