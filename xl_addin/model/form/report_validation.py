"""What is wrong with the report of a form, and with the jinja2 texts of its pages and letters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xl_addin.model.expressions.types import Base
from xl_addin.model.form.jinja_texts import text_mistake
from xl_addin.model.form.mistakes import Mistake, expression_mistake
from xl_addin.model.form.page_validation import page_lines
from xl_addin.model.form.schema import Form
from xl_addin.model.form.scopes import IDENTITY_KINDS, office_scope, row_scope
from xl_addin.model.problems.catalogue import say


def report_mistakes(form: Form) -> Iterator[Mistake]:
    """Keys that the sheets, their columns, figures and charts name, and their expressions."""
    keys = set(IDENTITY_KINDS) | {column.key for column in form.columns}
    for sheet in form.report.sheets:
        where = f"report.sheets[{sheet.name}]"
        named = [column.key for column in sheet.columns if column.key] + [
            heading.by for heading in sheet.headings
        ]
        if sheet.status:
            named.append(sheet.status)
        if sheet.no_status_when:
            named.append(sheet.no_status_when.above_zero)
        for key in (*named, *sheet.order):
            if key not in keys:
                yield Mistake(where, say("form_unknown_name", value=key), "ใช้ key ของคอลัมน์ในแบบนี้")
        for column in sheet.columns:
            if (column.key is None) == (column.text is None):
                yield Mistake(f"{where}.columns", say("form_key_or_text"), "ใส่ key หรือ text อย่างใดอย่างหนึ่ง")
        if sheet.filter is not None:
            yield from expression_mistake(
                f"{where}.filter",
                sheet.filter,
                row_scope(form),
                lambda found: found.base is Base.BOOLEAN,
                "ต้องเป็นเงื่อนไข",
            )
        for figure in sheet.figures:
            yield from expression_mistake(
                f"{where}.figures[{figure.key}]",
                figure.formula,
                office_scope(form),
                lambda found: found.base in (Base.NUMBER, Base.BLANK),
                "ต้องให้ตัวเลข เช่น SUM(projects.budget)",
            )
            for key in set(figure.share_of) - {figure.key for figure in sheet.figures}:
                yield Mistake(f"{where}.figures", say("form_unknown_name", value=key), "ใช้ key ใน figures")
        figures = {figure.key for figure in sheet.figures}
        for chart in sheet.charts:
            for key in set(chart.figures) - figures:
                yield Mistake(f"{where}.charts", say("form_unknown_name", value=key), "ใช้ key ใน figures")


def text_file_mistakes(form: Form, texts: Path | None) -> Iterator[Mistake]:
    """Texts that jinja2 cannot read, in the form and in its files below `texts` (None: those are not read)."""
    lines: dict[str, str] = {"period.name": form.period.name}
    files: dict[str, str | None] = {"memo": form.memo, "template.notes": form.template.notes}
    lines |= {f"template.titles[{n}]": line for n, line in enumerate(form.template.titles, 1)}
    lines |= {"template.heading": form.template.heading or ""}
    lines |= {f"template.sections[{part.key}].heading": part.heading for part in form.template.sections}
    lines |= {f"template.sections[{part.key}].guidance": part.guidance for part in form.template.sections}
    lines |= {f"params[{param.key}].note": param.note for param in form.params}
    for sheet in form.report.sheets:
        where = f"report.sheets[{sheet.name}]"
        files |= {f"{where}.{key}": getattr(sheet, key) for key in ("text", "sentences", "notes")}
        lines |= {f"{where}.titles[{n}]": line for n, line in enumerate(sheet.titles, 1)}
        lines |= {f"{where}.headings[{part.by}]": part.text for part in sheet.headings}
        lines |= {f"{where}.columns[{part.label[0]}]": part.text for part in sheet.columns if part.text}
        lines |= {f"{where}.name": sheet.name}
        lines |= page_lines(sheet, where)
    for where, line in lines.items():
        if reason := text_mistake(line):
            yield Mistake(where, say("form_bad_text", reason=reason), "ตรวจวงเล็บปีกกา {{ }} และ {% %}")
    for where, file in files.items():
        if file is None or texts is None:
            continue
        path = texts / form.id / file
        if not path.exists():
            yield Mistake(
                where, say("form_missing_text", value=f"texts/{form.id}/{file}"), "สร้างไฟล์นี้ หรือแก้ชื่อไฟล์"
            )
        elif reason := text_mistake(path.read_text(encoding="utf-8")):
            yield Mistake(where, say("form_bad_text", reason=reason), f"แก้ไฟล์ texts/{form.id}/{file}")
