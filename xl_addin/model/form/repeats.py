"""Entries of a form written once for every month, quarter or item of a list: `repeat` in a form file.

    repeat = "months"            or "quarters", or a list such as ["ครูผู้สอน", "ผู้บริหาร"]
    key = "plan_@"               -> plan_1 ... plan_12: month 1 is October, as rounds of the fiscal year
    label = ["แผน", "@label"]     -> ต.ค., พ.ย. ...; ไตรมาสที่ 1 ...; the words of the list
    due = "@due"                 -> the round in which that month or quarter ends
    formula = "SUM(plan_@upto)"  -> plan_1, plan_2 ... up to this one

Any entry of a list may be repeated: columns, printed columns, rules, figures, measures. Anywhere in the file
`plan_@all` stands for all of them with commas between, `plan_@due` for those whose round has come, each 0 before:
SUM(plan_@due) is the plan to date.

A table of the report that is wider than its paper is divided: `divide = { keep = 3, into = 2 }` makes two sheets of
it, each with the first three columns and its share of the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from xl_addin.model.notation.mistakes import Mistake
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.suggestion import suggestion
from xl_addin.model.thai.words import MONTHS_SHORT, quarter_name

MONTHS, QUARTERS = "months", "quarters"
MOST = 60
"""Entries that one is repeated into: SUM takes no more."""
PART = "ตอนที่"

_FAMILY = re.compile(r"((?:[a-z][a-z0-9_]*\.)?)([a-z][a-z0-9_]*_)@(all|upto|due)\b")
_NAMED = ("key", "id", "text", "name")


@dataclass(slots=True)
class Repeated:
    """`raw`: the content with everything written out. `origins`: what was written out -> as it stands in the file."""

    raw: dict[str, Any]
    mistakes: list[Mistake] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)

    def told(self, mistakes: Iterable[Mistake]) -> Iterator[Mistake]:
        """The mistakes as of the file: at the entry that was written once, and once."""
        seen: set[tuple[str, str]] = set()
        for mistake in mistakes:
            own = self._at_origin(mistake)
            quoted = set(re.findall(r"“([^”]*)”", own.what))
            repeated = "@" in own.key or not quoted.isdisjoint(self.origins)
            what = re.sub(r"\d+", "#", own.what.split(" ใน ")[0]) if repeated else own.what
            if (own.key, what) not in seen:
                seen.add((own.key, what))
                yield own

    def _at_origin(self, mistake: Mistake) -> Mistake:
        key = mistake.key
        for made, written in self.origins.items():
            key = re.sub(rf"(?<![\w-]){re.escape(made)}(?![\w-])", written.replace("\\", r"\\"), key)
        # Its number counts what was written out, which nobody sees in the file.
        return replace(mistake, key=re.sub(r"\[\d+ ([^\]]*@[^\]]*)\]", r"[\1]", key))


def written_out(raw: dict[str, Any]) -> Repeated:
    """The content of a form file with what is repeated or divided written out."""
    found = Repeated({})
    period = raw.get("period")
    rounds = period.get("rounds") if isinstance(period, Mapping) else None
    count = rounds if isinstance(rounds, int) and rounds > 0 else 1
    found.raw = _with_families(_expanded(raw, (), found, count), _families(raw), count)
    report = found.raw.get("report")
    if isinstance(report, dict) and isinstance(report.get("sheets"), list):
        report["sheets"] = [part for sheet in report["sheets"] for part in _divided(sheet, found)]
    return found


def _items(repeat: Any) -> list[str] | None:
    """The labels of what an entry is repeated for; None where that is nothing known."""
    if isinstance(repeat, list) and len(repeat) == 1 and repeat[0] in (MONTHS, QUARTERS):
        repeat = repeat[0]
    if repeat == MONTHS:
        return [MONTHS_SHORT[(place + 9) % 12 + 1] for place in range(12)]
    if repeat == QUARTERS:
        return [quarter_name(number) for number in range(1, 5)]
    if isinstance(repeat, list) and 1 <= len(repeat) <= MOST and all(isinstance(one, str) for one in repeat):
        return repeat if all(one.strip() for one in repeat) else None
    return None


def _due(number: int, count: int, rounds: int) -> int:
    """The round in which item `number` (from 1) of `count` ends."""
    return -(-number * rounds // count)


def _expanded(value: Any, way: tuple[str, ...], found: Repeated, rounds: int) -> Any:
    if isinstance(value, Mapping):
        return {key: _expanded(one, (*way, str(key)), found, rounds) for key, one in value.items()}
    if not isinstance(value, list):
        return deepcopy(value)
    made: list[Any] = []
    for number, entry in enumerate(value, 1):
        if isinstance(entry, Mapping) and "repeat" in entry:
            made += _repeats(entry, way, found, rounds)
        else:
            own = (*way[:-1], f"{way[-1] if way else ''}[{_name(entry) or number}]")
            made.append(_expanded(entry, own, found, rounds))
    return made


def _name(entry: Any) -> str:
    """What tells an entry of a list from the others."""
    return next((str(entry[key]) for key in _NAMED if isinstance(_mapping(entry).get(key), str)), "")


def _repeats(entry: Mapping[str, Any], way: tuple[str, ...], found: Repeated, rounds: int) -> Iterator[Any]:
    plain = {key: one for key, one in entry.items() if key != "repeat"}
    name = _name(entry)
    where = f"{'.'.join(way)}[{name}]"
    items = _items(entry["repeat"])
    if items is None:
        said = str(entry["repeat"])
        how = f"{suggestion(said, [MONTHS, QUARTERS])} หรือรายการคำไม่เกิน {MOST} คำ"
        found.mistakes.append(Mistake(f"{where}.repeat", say("form_wrong_value", value=said[:60]), how))
        items = ["?"]
    if "@" not in name:
        how = "ใส่ @ ในชื่อ เช่น plan_@ เพื่อให้แต่ละตัวมีชื่อต่างกัน"
        found.mistakes.append(Mistake(f"{where}.repeat", say("form_wrong_value", value=name), how))
        items = items[:1]
    for key, word in list(plain.items()):
        if isinstance(word, str) and re.fullmatch("@[a-z]+", word) and word not in ("@due", "@label"):
            how = suggestion(word, ["@due", "@label"])
            found.mistakes.append(Mistake(f"{where}.{key}", say("form_wrong_value", value=word), how))
            del plain[key]
    if way[:1] == ("report",) and way[-1] == "columns":
        plain.setdefault("same_width", name.replace("@", "x"))
    for number, label in enumerate(items, 1):
        made = _filled(plain, number, label, _due(number, len(items), rounds))
        if name and "@" in name:
            found.origins[name.replace("@", str(number))] = name
        yield made


def _filled(value: Any, number: int, label: str, due: int) -> Any:
    if isinstance(value, Mapping):
        return {key: _filled(one, number, label, due) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, number, label, due) for one in value]
    if not isinstance(value, str):
        return value
    if value == "@due":
        return due

    def family(found: re.Match[str]) -> str:
        if found[3] != "upto":
            return found[0]
        return ", ".join(f"{found[1]}{found[2]}{one}" for one in range(1, number + 1))

    value = _FAMILY.sub(family, value)
    value = value.replace("@label", label)
    return re.sub(r"@(?!all\b|due\b|\w*earlier)", str(number), value)


def _families(raw: Mapping[str, Any]) -> dict[str, int]:
    """`plan_` -> 12: repeated columns by what stands before @ in their key."""
    tables = [raw, *(table for table in _list(raw.get("tables")) if isinstance(table, Mapping))]
    families: dict[str, int] = {}
    for table in tables:
        for column in _list(table.get("columns")):
            if isinstance(column, Mapping) and isinstance(column.get("key"), str):
                items = _items(column.get("repeat"))
                if items is not None and column["key"].endswith("_@"):
                    families[column["key"][:-1]] = len(items)
    for sheet in _list(_mapping(raw.get("report")).get("sheets")):
        for part in ("figures", "measures"):
            for one in _list(_mapping(sheet).get(part)):
                items = _items(_mapping(one).get("repeat"))
                if items is not None and str(_mapping(one).get("key")).endswith("_@"):
                    families.setdefault(str(one["key"])[:-1], len(items))
    return families


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _with_families(value: Any, families: Mapping[str, int], rounds: int) -> Any:
    if isinstance(value, Mapping):
        return {key: _with_families(one, families, rounds) for key, one in value.items()}
    if isinstance(value, list):
        made: list[Any] = []
        for one in value:
            whole = _FAMILY.fullmatch(one) if isinstance(one, str) else None
            if whole and whole[2] in families and whole[3] == "all":
                made += [f"{whole[1]}{whole[2]}{number}" for number in range(1, families[whole[2]] + 1)]
            else:
                made.append(_with_families(one, families, rounds))
        return made
    if not isinstance(value, str):
        return value

    def family(found: re.Match[str]) -> str:
        count = families.get(found[2])
        if count is None:
            return found[0]
        names = [f"{found[1]}{found[2]}{number}" for number in range(1, count + 1)]
        if found[3] == "due":
            names = [
                f"IF(round >= {_due(number, count, rounds)}, {name}, 0)"
                for number, name in enumerate(names, 1)
            ]
        return ", ".join(names)

    return _FAMILY.sub(family, value)


def _divided(sheet: Any, found: Repeated) -> list[Any]:
    """The sheets that a sheet with `divide` becomes."""
    if not isinstance(sheet, dict) or "divide" not in sheet:
        return [sheet]
    plain = {key: one for key, one in sheet.items() if key != "divide"}
    name, columns = str(sheet.get("name", "")), _list(sheet.get("columns"))
    wanted = _mapping(sheet["divide"])
    keep, into = wanted.get("keep"), wanted.get("into")
    where = f"report.sheets[{name}].divide"
    right = (
        set(wanted) == {"keep", "into"}
        and all(isinstance(one, int) and not isinstance(one, bool) for one in (keep, into))
        and sheet.get("kind") in ("table", "list")
    )
    if not right or not (keep > 0 and 2 <= into <= len(columns) - keep):  # type: ignore[operator]
        how = (
            "divide = { keep = จำนวนคอลัมน์แรกที่พิมพ์ซ้ำ, into = จำนวนตอน } ใช้ในแผ่นชนิด table หรือ list "
            f"ซึ่งมีคอลัมน์พอแบ่ง (แผ่นนี้มี {len(columns)} คอลัมน์)"
        )
        found.mistakes.append(Mistake(where, say("form_wrong_value", value=str(sheet["divide"])[:60]), how))
        return [plain]
    return list(_parts(plain, name, columns, int(keep or 0), int(into or 0), found))


def _parts(
    plain: Mapping[str, Any], name: str, columns: Sequence[Any], keep: int, into: int, found: Repeated
) -> Iterator[dict[str, Any]]:
    others = columns[keep:]
    ends = [len(others) * part // into for part in range(into + 1)]
    for part in range(into):
        own = f"{name} ({part + 1})"
        found.origins[own] = name
        titles = list(_list(plain.get("titles")))
        if titles and isinstance(titles[-1], str):
            titles[-1] = f"{titles[-1]} ({PART} {part + 1}/{into})"
        made = deepcopy(dict(plain)) | {"name": own}
        made["columns"] = deepcopy([*columns[:keep], *others[ends[part] : ends[part + 1]]])
        yield made | ({"titles": titles} if "titles" in plain else {})
