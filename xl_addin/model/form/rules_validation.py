"""What is wrong with the rules of a form; a rule written once for many columns is told of once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from xl_addin.model.expressions.message_templates import placeholders
from xl_addin.model.expressions.types import Base
from xl_addin.model.form.schema import MAIN, Form, Rule
from xl_addin.model.form.scopes import row_scope
from xl_addin.model.notation.mistakes import Mistake, condition_mistake, expression_mistake, unknown_key
from xl_addin.model.problems.catalogue import say


def rule_mistakes(form: Form) -> Iterator[Mistake]:
    """All that is wrong with rules: where they point, what they check, what they say."""
    tables = {rule.id: rule.table for rule in form.rules}
    known = [MAIN, *(table.key for table in form.tables)]
    for rule in form.rules:
        where = f"rules[{rule.id}]"
        if rule.table not in known:
            known += [table.key for table in form.group_tables]
            yield unknown_key(f"{where}.table", rule.table, known, "ใช้ key ของตาราง")
            continue
        keys = _marks(form, rule.table)
        if not all(rule.mark(round_) in keys for round_ in range(1, form.period.rounds + 1)):
            yield unknown_key(f"{where}.at", rule.at, keys, "บอกช่องที่ผิด")
        yield from _sentences(form, rule, where)
        for other in rule.unless:
            if other not in tables or other == rule.id:
                others = [rule_id for rule_id in tables if rule_id != rule.id]
                yield unknown_key(f"{where}.unless", other, others, "ใช้ id ของกฎอื่นในแบบนี้")
            elif tables[other] != rule.table:
                yield Mistake(f"{where}.unless", say("form_other_table", value=other), "ใช้กฎของตารางเดียวกัน")


def _sentences(form: Form, rule: Rule, where: str) -> Iterator[Mistake]:
    scope = row_scope(form, rule.table)
    for key, text in (("check", rule.check), ("when", rule.when)):
        if text is not None:
            need = "ต้องเป็นเงื่อนไข เช่น used <= budget"
            yield from condition_mistake(f"{where}.{key}", text, scope, need)
    for key, text in (("message", rule.message), ("fix", rule.fix)):
        if not text.strip():
            yield Mistake(
                f"{where}.{key}", say("form_wrong_value", value=text), "บอกผู้กรอกว่าผิดอะไรและแก้อย่างไร"
            )
        if text.count("{") != text.count("}"):
            yield Mistake(f"{where}.{key}", say("form_wrong_value", value=text[:60]), "วงเล็บปีกกา { } ต้องครบคู่")
            continue
        for inside in placeholders(text):
            yield from expression_mistake(
                f"{where}.{key}", inside, scope, lambda found: found.base is not Base.BOOLEAN, "ใส่ค่าใน { }"
            )


def _marks(form: Form, table: str) -> list[str]:
    """What the problems of a table's rules can be put at: its columns, and of projects those of small tables."""
    keys = [column.key for column in form.columns_of(table)]
    if table == MAIN:
        keys += [f"{child.key}.{column.key}" for child in form.tables for column in child.columns]
    return keys


def told_once(mistakes: Iterable[Mistake], raw: Mapping[str, Any]) -> list[Mistake]:
    """The mistakes, of those that come of one rule with `each` only the first, which says for how many."""
    origins = _origins(raw)
    kept: dict[tuple[str, ...], Mistake] = {}
    others: dict[tuple[str, ...], int] = {}
    for mistake in mistakes:
        found = re.match(r"rules\[(?:\d+ )?([^\]]*)\](.*)", mistake.key)
        origin, column = origins.get(found[1], ("", "")) if found else ("", "")
        if found is None or not origin:
            identity: tuple[str, ...] = (mistake.key, mistake.what)
        else:
            identity = (origin, found[2], re.sub(rf"\b{re.escape(column)}\b", "@", mistake.what))
        if identity in kept:
            others[identity] = others.get(identity, 0) + (mistake != kept[identity])
        kept.setdefault(identity, mistake)
    return [
        replace(mistake, what=f"{mistake.what} (กฎเดียวกันนี้ผิดอีก {others[identity]} คอลัมน์)")
        if others.get(identity)
        else mistake
        for identity, mistake in kept.items()
    ]


def _origins(raw: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Id of every rule that was written out -> the id and the column that it comes from."""
    rules = raw.get("rules")
    found = {}
    for rule in rules if isinstance(rules, list) else ():
        each = rule.get("each") if isinstance(rule, dict) else None
        for column in each if isinstance(each, list) else ():
            found[f"{rule.get('id', '')}_{column}"] = (str(rule.get("id", "")), str(column))
    return found
