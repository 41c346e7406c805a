"""One workbook of every kind that the program makes, for what must hold in all of them."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from tests.support import page_offices, pages
from tests.support.consolidations import office
from tests.support.registers import small_register, with_settings
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.model.form.loader import form_ids, load_form
from xl_addin.register.writer import register_bytes
from xl_addin.report.export.emenscr import emenscr_bytes
from xl_addin.report.export.public_page import public_bytes
from xl_addin.report.writer import write_report
from xl_addin.template.master import master_bytes
from xl_addin.template.memo import memo_bytes
from xl_addin.template.shared.round_data import round_data
from xl_addin.template.template import template_bytes


def every_workbook(font: str) -> dict[str, bytes]:
    """Masters, registers, templates, memos, reports and what stands beside them, of all forms by name."""
    books: dict[str, bytes] = {}
    for form_id in form_ids():
        form = load_form(form_id)
        blank = with_settings(small_register(form_id), font=font)
        books[f"master {form_id}"] = master_bytes(form)
        books[f"blank register {form_id}"] = register_bytes(form)
        books[f"register {form_id}"] = register_bytes(form, blank)
        if form.template.layout == "pages":
            blank = with_settings(pages.office(form, [{}, {}], 2567), font=font)
        books[f"template {form_id}"] = template_bytes(round_data(form, blank, 1, None), blank.groups[0])
        if form.memo is not None:
            books[f"memo {form_id}"] = memo_bytes(blank, 1)
    for name, consolidated in _consolidations().items():
        target = BytesIO()
        register = with_settings(consolidated.register, font=font)
        write_report(target, replace(consolidated, register=register))
        books[f"report {name}"] = target.getvalue()
        own = replace(consolidated, register=register)
        books[f"public {name}"] = public_bytes(own)
        if register.form.emenscr is not None:
            books[f"emenscr {name}"] = emenscr_bytes(own)
    return books


def _consolidations() -> dict[str, Consolidated]:
    return {
        "spm2": office("spm2", 2, ("G03",)),
        "khonkaen2": office("khonkaen2", 1),
        "rayong2": office("rayong2", 2, digits="thai"),
        "chiangmai2": page_offices.chiangmai2(2),
        "yasothon2": page_offices.yasothon2(missing=("G06",)),
    }
