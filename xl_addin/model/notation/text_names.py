"""Whether a jinja2 text can be filled: every name in every branch of it, before anybody has typed anything.

A text is walked with the shapes of the names that its place gives (`text_places`): what has which parts, what
is a number and what is text. A name, a part, a key of a figure or a filter that does not exist is told with its
line, wherever in the text it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from jinja2 import TemplateSyntaxError, nodes

from xl_addin.model.notation.jinja_environment import environment
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.suggestion import suggestion


@dataclass(frozen=True, slots=True)
class Text:
    """A name that is text."""


@dataclass(frozen=True, slots=True)
class Number:
    """A name that is a number."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A name with parts: `row.project`. `called`: what they are, in Thai."""

    called: str
    parts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Many:
    """A list, each of whose entries has a shape."""

    entry: Any = None


@dataclass(frozen=True, slots=True)
class Keyed:
    """A function that takes one of some keys: `figure("budget")`."""

    called: str
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class TextMistake:
    """What is wrong in which line (from 1) of a text."""

    line: int
    what: str
    how: str


Shape = Text | Number | Parts | Many | Keyed | None
Names = Mapping[str, Shape]

OF_NUMBERS = frozenset({"baht", "whole_baht", "percent", "words", "date"})
"""Functions and filters that print a number."""

_KEPT = frozenset({"list", "sort", "reverse", "unique", "selectattr", "rejectattr", "select", "reject"})
_BY_PART = {
    "selectattr": None,
    "rejectattr": None,
    "sort": "attribute",
    "map": "attribute",
    "groupby": None,
    "sum": "attribute",
    "unique": "attribute",
    "max": "attribute",
    "min": "attribute",
    "join": "attribute",
}
"""Filters of lists that name a part of their entries: first, or by this word."""

_SYNTAX = (
    ("Unexpected end of template", "ขาด {% endif %} หรือ {% endfor %} ปิดท้าย"),
    ("Encountered unknown tag", "ไม่รู้จักคำสั่งใน {% %}"),
    ("unexpected char", "มีตัวอักษรที่ใช้ใน {{ }} ไม่ได้"),
    ("unexpected", "เครื่องหมายไม่ครบคู่"),
    ("expected token", "{{ }} หรือ {% %} ปิดไม่ครบ หรือมีคำเกินอยู่ข้างใน"),
    ("Expected an expression", "ใน {{ }} หรือหลังคำสั่งไม่มีอะไร"),
    ("Missing end of comment", "ขาด #} ปิดหมายเหตุ"),
)


def text_mistakes(source: str, names: Names) -> list[TextMistake]:
    """All that would keep a text from being filled with these names."""
    try:
        tree = environment().parse(source)
    except TemplateSyntaxError as error:
        return [TextMistake(error.lineno, say("form_bad_text", reason=_reason(error)), _HOW)]
    walk = _Walk()
    walk.all(tree.body, dict(names))
    return list(dict.fromkeys(walk.mistakes))


_HOW = "ตรวจวงเล็บปีกกา {{ }} และ {% %} ให้ครบคู่"


def _reason(error: TemplateSyntaxError) -> str:
    told = str(error.message)
    thai = next((thai for begins, thai in _SYNTAX if told.startswith(begins)), "อ่านข้อความไม่ได้")
    inside = told.split("'")[1] if told.count("'") > 1 else ""
    return f"{thai} ตรง {inside}" if inside and thai != "อ่านข้อความไม่ได้" else thai


@cache
def _always() -> frozenset[str]:
    return frozenset(environment().globals)


class _Walk:
    """Goes through a text with what is known at each place, and gathers what is not."""

    def __init__(self) -> None:
        self.mistakes: list[TextMistake] = []

    def all(self, body: list[nodes.Node], known: dict[str, Shape]) -> None:
        for node in body:
            self.statement(node, known)

    def statement(self, node: nodes.Node, known: dict[str, Shape]) -> None:
        match node:
            case nodes.If():
                self._if(node, known)
            case nodes.For():
                self._for(node, known)
            case nodes.Assign():
                self._bind(node.target, self.shape(node.node, known), known)
            case nodes.AssignBlock() | nodes.With() | nodes.Macro() | nodes.CallBlock():
                inside = dict(known)
                for name in node.find_all(nodes.Name):
                    if name.ctx in ("store", "param"):
                        inside[name.name] = None
                self.all(list(node.body), inside)
                if isinstance(node, nodes.AssignBlock):
                    self._bind(node.target, Text(), known)
                if isinstance(node, nodes.Macro):
                    known[node.name] = None
            case nodes.Include() | nodes.Import() | nodes.FromImport() | nodes.Extends():
                self._tell(node, say("form_text_other_file"), "คัดลอกข้อความของไฟล์นั้นมาไว้ในไฟล์นี้")
            case nodes.Output():
                self._children(node, known)
            case nodes.ExprStmt() | nodes.Expr():
                self.shape(node, known)
            case _:
                for child in node.iter_child_nodes():
                    self.statement(child, known)

    def _if(self, node: nodes.If, known: dict[str, Shape]) -> None:
        """What only one branch sets is not known after it."""
        self.shape(node.test, known)
        for other in node.elif_:
            self.shape(other.test, known)
        branches = [node.body, *(other.body for other in node.elif_), node.else_]
        ends = []
        for branch in branches:
            inside = dict(known)
            self.all(list(branch), inside)
            ends.append(inside)
        for name in set.intersection(*(set(end) for end in ends)) - set(known):
            known[name] = ends[0][name]

    def _for(self, node: nodes.For, known: dict[str, Shape]) -> None:
        many = self.shape(node.iter, known)
        inside = dict(known) | {"loop": None}
        self._bind(node.target, many.entry if isinstance(many, Many) else None, inside)
        if node.test is not None:
            self.shape(node.test, inside)
        self.all(node.body, inside)
        self.all(node.else_, dict(known))

    def _bind(self, target: nodes.Node, shape: Shape, known: dict[str, Shape]) -> None:
        if isinstance(target, nodes.Name):
            known[target.name] = shape
            return
        for name in target.find_all(nodes.Name):
            known[name.name] = None

    def shape(self, node: nodes.Node, known: dict[str, Shape]) -> Shape:
        """What an expression is, after everything in it was looked up."""
        match node:
            case nodes.Name():
                return self._name(node, known)
            case nodes.Getattr():
                return self._part(node, self.shape(node.node, known), node.attr)
            case nodes.Getitem():
                whole = self.shape(node.node, known)
                self.shape(node.arg, known)
                if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
                    return self._part(node, whole, node.arg.value)
                return whole.entry if isinstance(whole, Many) else whole if isinstance(whole, Text) else None
            case nodes.Call():
                return self._call(node, known)
            case nodes.Filter():
                return self._filter(node, known)
            case nodes.Test():
                return self._test(node, known)
            case nodes.Or() | nodes.And():
                shapes = (self.shape(node.left, known), self.shape(node.right, known))
                return shapes[0] if shapes[0] == shapes[1] else None
            case nodes.TemplateData() | nodes.Concat():
                self._children(node, known)
                return Text()
            case _:
                pass
        self._children(node, known)
        return None

    def _children(self, node: nodes.Node, known: dict[str, Shape]) -> None:
        for child in node.iter_child_nodes():
            self.shape(child, known)

    def _name(self, node: nodes.Name, known: dict[str, Shape]) -> Shape:
        if node.name not in known and node.name not in _always():
            self._unknown(node, node.name, sorted(known))
        return known.get(node.name)

    def _part(self, node: nodes.Node, whole: Shape, part: str) -> Shape:
        if isinstance(whole, Parts):
            if part not in whole.parts:
                self._unknown(node, f"{whole.called}.{part}", whole.parts, part)
            return whole.parts.get(part)
        if isinstance(whole, Text | Number) and not hasattr(str if isinstance(whole, Text) else int, part):
            self._unknown(node, part, ())
        return None

    def _call(self, node: nodes.Call, known: dict[str, Shape]) -> Shape:
        function = self.shape(node.node, known)
        given = [self.shape(argument, known) for argument in node.args]
        for keyword in node.kwargs:
            self.shape(keyword.value, known)
        called = node.node.name if isinstance(node.node, nodes.Name) else ""
        if isinstance(function, Keyed):
            self._keyed(node, function)
            return Number()
        if called in OF_NUMBERS | {"thai"}:
            if len(given) != 1:
                self._tell(node, say("form_text_arguments", value=called), f"เขียนเช่น {called}(row.budget)")
            elif called in OF_NUMBERS and isinstance(given[0], Text | Parts | Many):
                self._no_number(node, called)
            return Text()
        return None

    def _keyed(self, node: nodes.Call, function: Keyed) -> None:
        if len(node.args) != 1:
            self._tell(
                node, say("form_text_arguments", value=function.called), f'เขียนเช่น {function.called}("...")'
            )
        for argument in node.args:
            if isinstance(argument, nodes.Const) and argument.value not in function.keys:
                self._unknown(
                    node, f'{function.called}("{argument.value}")', sorted(function.keys), str(argument.value)
                )

    def _filter(self, node: nodes.Filter, known: dict[str, Shape]) -> Shape:
        if node.name not in environment().filters:
            self._unknown(node, node.name, sorted(environment().filters))
        if node.node is None:
            return None
        if node.name in ("default", "d"):
            return self._perhaps(node.node, node, known)
        whole = self.shape(node.node, known)
        for value in (*node.args, *(keyword.value for keyword in node.kwargs)):
            self.shape(value, known)
        if node.name in OF_NUMBERS and isinstance(whole, Text | Parts | Many):
            self._no_number(node, node.name)
        if isinstance(whole, Many) and isinstance(whole.entry, Parts):
            for part in _named_part(node):
                if part not in whole.entry.parts:
                    self._unknown(node, f"{whole.entry.called}.{part}", whole.entry.parts, part)
        return whole if node.name in _KEPT else None

    def _test(self, node: nodes.Test, known: dict[str, Shape]) -> Shape:
        if node.name not in environment().tests:
            self._unknown(node, node.name, sorted(environment().tests))
        if node.name in ("defined", "undefined"):
            return self._perhaps(node.node, node, known)
        self._children(node, known)
        return None

    def _perhaps(self, node: nodes.Node, around: nodes.Node, known: dict[str, Shape]) -> Shape:
        """What may be missing, for the text itself asks whether it is there."""
        told = len(self.mistakes)
        found = self.shape(node, known)
        del self.mistakes[told:]
        for child in around.iter_child_nodes():
            if child is not node:
                self.shape(child, known)
        return found

    def _no_number(self, node: nodes.Node, called: str) -> None:
        self._tell(node, say("form_text_no_number", value=called), "ใช้กับคอลัมน์ที่เป็นตัวเลข")

    def _unknown(self, node: nodes.Node, value: str, known: Any, meant: str | None = None) -> None:
        self._tell(node, say("form_unknown_name", value=value), suggestion(meant or value, known))

    def _tell(self, node: nodes.Node, what: str, how: str) -> None:
        self.mistakes.append(TextMistake(node.lineno, what, how))


def _named_part(node: nodes.Filter) -> Iterator[str]:
    """The part of a list's entries that a filter names."""
    if node.name not in _BY_PART:
        return
    word = _BY_PART[node.name]
    given = node.args[:1] if word is None else [one.value for one in node.kwargs if one.key == word]
    for value in given:
        if isinstance(value, nodes.Const) and isinstance(value.value, str):
            yield value.value.split(".")[0]
