"""What a sheet says of its cells beyond their values, for the browser host to play.

Validations, conditional formats, links and frozen panes, as the file holds them.
"""

from __future__ import annotations

from typing import Any

from openpyxl.utils.cell import coordinate_to_tuple

_PLAYED = ("expression", "cellIs")
"""Kinds of conditional formats that the host draws."""


def sheet_looks(sheet: Any) -> dict[str, Any]:
    """The part of a sheet's model that only the browser host plays; `sheet`: openpyxl's worksheet."""
    frozen = coordinate_to_tuple(sheet.freeze_panes) if sheet.freeze_panes else (1, 1)
    return {
        "validations": [_validation(rule) for rule in sheet.data_validations.dataValidation if rule.type],
        "formats": _formats(sheet),
        "links": _links(sheet),
        "frozen": [frozen[0] - 1, frozen[1] - 1],
    }


def _validation(rule: Any) -> dict[str, Any]:
    return {
        "areas": str(rule.sqref).split(),
        "type": rule.type,
        "operator": rule.operator or "between",
        "style": rule.errorStyle or "stop",
        "formula1": rule.formula1,
        "formula2": rule.formula2,
        "blank": bool(rule.allowBlank),
        "showError": bool(rule.showErrorMessage),
        "errorTitle": rule.errorTitle or "",
        "error": rule.error or "",
        "promptTitle": rule.promptTitle if rule.showInputMessage else None,
        "prompt": rule.prompt if rule.showInputMessage else None,
    }


def _formats(sheet: Any) -> list[dict[str, Any]]:
    """By priority, the first to count first."""
    found = [
        (rule.priority, _format(area, rule))
        for area in sheet.conditional_formatting
        for rule in area.rules
        if rule.type in _PLAYED and rule.formula
    ]
    return [rule for _, rule in sorted(found, key=lambda one: one[0])]


def _format(area: Any, rule: Any) -> dict[str, Any]:
    style = rule.dxf
    return {
        "areas": str(area.sqref).split(),
        "operator": rule.operator if rule.type == "cellIs" else None,
        "formula": rule.formula[0],
        "stop": bool(rule.stopIfTrue),
        "fill": _colour(style.fill.bgColor) if style and style.fill else None,
        "color": _colour(style.font.color) if style and style.font else None,
        "nf": style.numFmt.formatCode if style and style.numFmt else None,
    }


def _colour(colour: Any) -> str | None:
    rgb = colour.rgb if colour is not None else None
    return f"#{rgb[-6:].lower()}" if isinstance(rgb, str) else None


def _links(sheet: Any) -> dict[str, str]:
    """Cells that lead to another place of the workbook."""
    return {
        cell.coordinate: cell.hyperlink.location
        for line in sheet.iter_rows()
        for cell in line
        if cell.hyperlink is not None and cell.hyperlink.location
    }
