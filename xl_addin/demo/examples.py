"""The five real offices as registers, from the facts in workbook_templates/examples.

office.toml       tables (which of the files below it has), office, year, texts, deadlines; sections and
                  params where they differ from the form's
groups.csv        group_id, group, short_name, aliases (separated by ;)
projects.csv      project_id, no, section_no, project, group, and register columns of the form by key
allotments.csv, buckets.csv    where the office printed them
printed.csv       what the office's report printed for each project, mistakes included
"""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from xl_addin.model.form.loader import load_form
from xl_addin.model.form.schema import Form
from xl_addin.model.group_names import GroupNames
from xl_addin.model.register import Allotment, Bucket, Group, ParamValue, Register, Section
from xl_addin.model.values.clean import clean
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.register.read_projects import SEVERAL_GROUPS, projects_frame

EXAMPLES = Path(str(resources.files("workbook_templates"))) / "examples"


def example_offices() -> list[str]:
    """Form ids of the offices whose facts are there, in alphabetical order."""
    return sorted(path.parent.name for path in EXAMPLES.glob("*/office.toml"))


def example_rows(form_id: str, table: str) -> list[dict[str, str]]:
    """The rows of one table of an office ("projects", "printed" ...), as text; none where it has no such table.

    Which tables it has stands in office.toml: a file that is missing raises FileNotFoundError.
    """
    if table not in _facts(form_id)["tables"]:
        return []
    with (EXAMPLES / form_id / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _facts(form_id: str) -> dict[str, Any]:
    """office.toml."""
    return tomllib.loads((EXAMPLES / form_id / "office.toml").read_text(encoding="utf-8"))


def demo_register(form_id: str) -> Register:
    """The register of a real office."""
    form = load_form(form_id)
    office = _facts(form_id)
    groups = _groups(form_id)
    sections = _sections(form, office)
    return Register(
        form=form,
        office=office["office"],
        office_short=office["office_short"],
        fiscal_year=office["fiscal_year"],
        settings=form.settings,
        groups=groups,
        sections=sections,
        params=_params(form, office.get("params", {})),
        projects=projects_frame(form, _projects(form, groups, sections)),
        allotments=_allotments(form_id),
        buckets=_buckets(form_id),
        deadlines={
            int(number): _whole(Kind.DATE, day) for number, day in office.get("deadlines", {}).items()
        },
        texts=office.get("texts", {}),
    )


def _whole(kind: Kind, text: str) -> int:
    """A fact that must be there, as an inside value."""
    value = clean(kind, text, minimum=None).value
    if not isinstance(value, int):
        raise ValueError(f"an example holds {text!r} where a {kind} was expected")
    return value


def _groups(form_id: str) -> tuple[Group, ...]:
    return tuple(
        Group(
            row["group_id"],
            row["group"],
            row["short_name"],
            tuple(alias.strip() for alias in row["aliases"].split(";") if alias.strip()),
        )
        for row in example_rows(form_id, "groups")
    )


def _sections(form: Form, office: dict[str, Any]) -> tuple[Section, ...]:
    if form.sections is None:
        return ()
    named = office.get("sections") or dict(enumerate(form.sections.prefilled, 1))
    return tuple(Section(int(number), name) for number, name in named.items())


def _params(form: Form, changed: dict[str, dict[str, int]]) -> tuple[ParamValue, ...]:
    return tuple(
        ParamValue(
            param.key,
            None if param.default is None else round(param.default * 10 ** SCALE.get(param.kind, 0)),
            1,
            changed.get(param.key, {}).get("last_round", form.period.rounds),
            param.note,
        )
        for param in form.params
    )


def _projects(form: Form, groups: tuple[Group, ...], sections: tuple[Section, ...]) -> list[dict[str, Any]]:
    names = GroupNames(groups)
    section_names = {section.no: section.name for section in sections}
    rows = []
    for fact in example_rows(form.id, "projects"):
        reporting, unknown = names.find_all(fact["group"])
        if unknown or not reporting:
            raise ValueError(f"an example names the unknown group {fact['group']!r}")
        section_no = int(fact["section_no"]) if fact.get("section_no") else None
        row = {
            "project_id": fact["project_id"],
            "no": int(fact["no"]),
            "project": fact["project"],
            "group_id": reporting[0].id,
            "group": SEVERAL_GROUPS.join(group.name for group in reporting),
            "section_no": section_no,
            "section": section_names[section_no] if section_no else None,
        }
        own = {column.key: clean(column.kind, fact.get(column.key)).value for column in form.register_columns}
        rows.append(row | own)
    return rows


def _allotments(form_id: str) -> tuple[Allotment, ...]:
    return tuple(
        Allotment(
            int(row["no"]),
            _whole(Kind.BAHT, row["amount"]),
            row["letter_no"],
            _whole(Kind.DATE, row["letter_date"]),
        )
        for row in example_rows(form_id, "allotments")
    )


def _buckets(form_id: str) -> tuple[Bucket, ...]:
    return tuple(
        Bucket(
            row["bucket"],
            _whole(Kind.BAHT, row["amount"]),
            row["parent"],
            int(row["section_no"]) if row["section_no"] else None,
            _whole(Kind.BAHT, row["transfer"] or "0"),
        )
        for row in example_rows(form_id, "buckets")
    )
