"""From the content of a form file to a Form: every wrong key and value told, and the rest made usable.

What is wrong is replaced by something harmless, so that names, formulas and texts of the same file can be
checked in the same go; what was replaced is remembered, so that nothing is told that only follows from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from xl_addin.model.form.schema import Form
from xl_addin.model.notation.mistakes import Mistake
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.suggestion import nearest, suggestion

Where = tuple[Any, ...]

_MOST_PASSES = 12
_REMOVED = object()

_COLUMN = {"label": ["?"], "kind": "text", "fill": "register"}
_FILLERS: dict[str, Any] = {
    "period": {"rounds": 4, "name": "?"},
    "template": {"titles": ["?"]},
    "report": {"title": "?", "sheets": [{"kind": "table", "name": "?"}]},
    "sheets": [{"kind": "table", "name": "?"}],
    "columns": [_COLUMN | {"key": key} for key in ("no", "project")],
    "figures": ["unnamed"],
}
_PLAIN = (["?"], 1, "baht", "text", "register", "table", "to_date", "pie", "?")


@dataclass(slots=True)
class Structure:
    """`form`: None where nothing usable is left. `doubtful`: names of entries that were made usable."""

    form: Form | None
    mistakes: list[Mistake] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)

    def follows(self, mistake: Mistake) -> bool:
        """Whether a mistake is told only because of what was replaced."""
        words = set(re.findall(r"[\w.@]+", f"{mistake.key} {mistake.what}"))
        words |= {part for word in words for part in word.split(".")}
        return not self.doubtful.isdisjoint(words)


def structure_of(raw: dict[str, Any]) -> Structure:
    """The form in the content of a file, with every structural mistake."""
    found = Structure(None)
    left = deepcopy(raw)
    for _ in range(_MOST_PASSES):
        try:
            found.form = Form.model_validate(left)
            return found
        except ValidationError as error:
            entries = _without_renamed(error.errors(), left)
            for entry in entries:
                mistake = _mistake(entry, raw)
                if mistake not in found.mistakes:
                    found.mistakes.append(mistake)
                found.doubtful |= _doubtful(entry, raw)
            for number, entry in enumerate(entries):
                _repair(entry, left, number)
            left = _cleared(left)
    return found


def _without_renamed(entries: list[Any], raw: Any) -> list[Any]:
    """The errors but for those that follow from another.

    A missing key may be there under a near name, which is told itself; a list is not too short because what is in
    it has a mistake.
    """
    inside = {entry["loc"][:depth] for entry in entries for depth in range(1, len(entry["loc"]))}
    entries = [entry for entry in entries if entry["type"] != "too_short" or entry["loc"] not in inside]
    meant = {
        (*entry["loc"][:-1], _meant(entry, raw)) for entry in entries if entry["type"] == "extra_forbidden"
    }
    return [entry for entry in entries if entry["type"] != "missing" or entry["loc"] not in meant]


def _meant(entry: Any, raw: Any) -> str | None:
    """The key that an unknown one was to be, where that one is not there."""
    where = entry["loc"]
    near = nearest(str(where[-1]), _known_keys(where[:-1]))
    parent = _at(raw, where[:-1])
    return None if isinstance(parent, dict) and near in parent else near


def _mistake(entry: Any, raw: dict[str, Any]) -> Mistake:
    where, kind = entry["loc"], entry["type"]
    key = path_of(where, raw)
    if kind == "extra_forbidden":
        known = _known_keys(where[:-1])
        return Mistake(key, say("form_unknown_key", key=where[-1]), suggestion(str(where[-1]), known))
    if kind == "missing":
        return Mistake(key, say("form_missing_key", key=where[-1]), f"เพิ่ม {where[-1]} = ...")
    return Mistake(key, say("form_wrong_value", value=_shown(entry.get("input"))), _needed(entry))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)[:60]


def _needed(entry: Any) -> str:
    """What a value has to be, in Thai, from what the library says of it."""
    kind, facts = entry["type"], entry.get("ctx", {})
    match kind:
        case "literal_error" | "enum":
            allowed = [word.strip("'") for word in re.split(r", | or ", str(facts["expected"]))]
            return suggestion(str(entry.get("input")), allowed)
        case "string_pattern_mismatch":
            return "ใช้อักษรอังกฤษตัวเล็ก ตัวเลข และ _ ขึ้นต้นด้วยตัวอักษร เช่น used_to_date"
        case "greater_than_equal" | "greater_than":
            return f"ต้องไม่น้อยกว่า {facts.get('ge', facts.get('gt'))}"
        case "less_than_equal" | "less_than":
            return f"ต้องไม่เกิน {facts.get('le', facts.get('lt'))}"
        case "too_short":
            return "ต้องมีอย่างน้อยหนึ่งรายการ"
        case "string_too_short":
            return "ต้องไม่ว่าง"
        case "string_type":
            return "ต้องเป็นข้อความในเครื่องหมายคำพูด"
        case "bool_type" | "bool_parsing":
            return "ใช้ true หรือ false"
        case "tuple_type" | "list_type":
            return "ต้องเป็นรายการใน [ ] คั่นด้วยจุลภาค"
        case "dict_type" | "model_type" | "model_attributes_type":
            return "ต้องเป็นชุดหัวข้อ เช่น { หัวข้อ = ค่า } หรือส่วนที่ขึ้นต้นด้วย [ชื่อ]"
        case "missing_argument" | "unexpected_keyword_argument" | "too_long":
            return "จำนวนค่าไม่ตรงกับที่ต้องใช้"
        case _:
            pass
    if kind.startswith(("int_", "float_")) or kind == "finite_number":
        return "ต้องเป็นจำนวนเต็ม เช่น 3" if kind.startswith("int_") else "ต้องเป็นตัวเลข เช่น 12.5"
    return "ดูตัวอย่างในแบบที่มากับโปรแกรม"


def path_of(where: Where, raw: Any) -> str:
    """`columns[2 used].kind`: the way to a value, with the id of list entries."""
    parts: list[str] = []
    for step in where:
        if isinstance(step, int):
            entry = raw[step] if isinstance(raw, list) and step < len(raw) else {}
            name = _name(entry)
            parts[-1:] = [f"{parts[-1] if parts else ''}[{step + 1}{' ' + name if name else ''}]"]
            raw = entry
        else:
            parts.append(str(step))
            raw = raw.get(step) if isinstance(raw, dict) else None
    return ".".join(parts)


def _name(entry: Any) -> str:
    if not isinstance(entry, dict):
        return ""
    return str(entry.get("key") or entry.get("id") or entry.get("name") or "")


def _doubtful(entry: Any, raw: Any) -> set[str]:
    """Names that stand for something else once the entry is made usable."""
    where, kind = entry["loc"], entry["type"]
    if kind == "extra_forbidden":
        return set()
    inmost = [depth for depth, step in enumerate(where) if isinstance(step, int)]
    names = {_name(_at(raw, where[: inmost[-1] + 1]))} if inmost else set()
    if where[-1] in ("key", "id") and isinstance(entry.get("input"), str):
        names |= {entry["input"], entry["input"].lower()}
    if not inmost:
        names.add(str(where[0]))
    return names - {""}


def _at(raw: Any, where: Where) -> Any:
    for step in where:
        if isinstance(raw, list) and isinstance(step, int) and step < len(raw):
            raw = raw[step]
        elif isinstance(raw, dict):
            raw = raw.get(step)
        else:
            return None
    return raw


def _repair(entry: Any, raw: Any, number: int) -> None:
    """Put something harmless where an error is."""
    where = entry["loc"]
    steps = [
        depth for depth in range(len(where), 0, -1) if isinstance(_at(raw, where[: depth - 1]), (dict, list))
    ]
    depth = steps[0] if steps else 0
    parent, last = _at(raw, where[: depth - 1]), where[depth - 1]
    if isinstance(parent, list):
        if isinstance(last, int) and last < len(parent):
            parent[last] = _REMOVED
    elif isinstance(parent, dict):
        value = parent.pop(last, None)
        if entry["type"] == "extra_forbidden":
            near = _meant(entry, raw)
            if near is not None:
                parent[near] = value
            return
        model = _model_at(where[: depth - 1])
        known = model.model_fields.get(str(last))
        if known is not None and known.is_required():
            parent[last] = _filler(model, str(last), number)


def _filler(model: type[BaseModel], key: str, number: int) -> Any:
    known = model.model_fields[key]
    wanted: Any = known.annotation
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[wanted, *known.metadata] if known.metadata else wanted)
    own = [_FILLERS[key]] if key in _FILLERS else []
    for value in (*own, f"unnamed_{number}", *_PLAIN):
        try:
            adapter.validate_python(value)
        except ValidationError:
            continue
        return deepcopy(value)
    return None


def _cleared(raw: Any) -> Any:
    """Without the list entries that were taken out."""
    if isinstance(raw, list):
        return [_cleared(value) for value in raw if value is not _REMOVED]
    if isinstance(raw, dict):
        return {key: _cleared(value) for key, value in raw.items()}
    return raw


def _known_keys(where: Where) -> list[str]:
    return sorted(set(_model_at(where).model_fields) - {"texts_folder"})


def _model_at(where: Where) -> type[BaseModel]:
    model: type[BaseModel] = Form
    for step in where:
        if not isinstance(step, int) and step in model.model_fields:
            model = next(_models(model.model_fields[step].annotation), model)
    return model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _models(part)
