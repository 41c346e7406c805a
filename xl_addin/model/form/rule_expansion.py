"""One rule written once for several columns: `each` in a form file.

    each = ["output", "outcome", "problems"]
    id = "repeated"                          -> repeated_output, repeated_outcome, ...
    at = "@"                                 -> the column
    check = "NOT(SAME_TEXT(@, @earlier))"    -> @earlier: the columns before it in `each`
    check = "NOT(SAME_TEXT(@, @_before))"    -> @_before: output_before, ...

A rule with @earlier is not made for the first column, which has none before it.
"""

from __future__ import annotations

from typing import Any


def with_each(raw: dict[str, Any]) -> dict[str, Any]:
    """The content of a form file with the rules that have `each` written out."""
    rules = raw.get("rules")
    if not isinstance(rules, list):
        return raw
    return raw | {"rules": [one for rule in rules for one in _written_out(rule)]}


def _written_out(rule: Any) -> list[Any]:
    keys = rule.get("each") if isinstance(rule, dict) else None
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        return [rule]
    plain = {name: value for name, value in rule.items() if name != "each"}
    uses_earlier = any("@earlier" in value for value in plain.values() if isinstance(value, str))
    return [
        _for_column(plain, key, keys[:number])
        for number, key in enumerate(keys)
        if number or not uses_earlier
    ]


def _for_column(rule: dict[str, Any], key: str, earlier: list[str]) -> dict[str, Any]:
    def filled(value: Any) -> Any:
        if isinstance(value, list):
            return [filled(entry) for entry in value]
        if not isinstance(value, str):
            return value
        return value.replace("@earlier", ", ".join(earlier)).replace("@", key)

    return {name: filled(value) for name, value in rule.items()} | {"id": f"{rule.get('id', '')}_{key}"}
