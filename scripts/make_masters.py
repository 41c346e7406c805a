"""Make the blank master template of every form anew, from the forms alone.

    python scripts/make_masters.py [OUT_DIR]

Without OUT_DIR they go where they are kept: workbook_templates/<form>.xlsx.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from xl_addin.model.form_file import form_ids, load_form
from xl_addin.workbook.master import write_master
from xl_addin.workbook.template import LAYOUTS

KEPT = Path(__file__).resolve().parents[1] / "workbook_templates"


def main(
    out_dir: Annotated[
        Path, typer.Argument(help="โฟลเดอร์ที่จะเก็บแบบต้นฉบับ / the folder for the masters")
    ] = KEPT,
) -> None:
    """ทำแบบต้นฉบับเปล่าของทุกแบบ / Make the blank master of every form."""
    for form in map(load_form, form_ids()):
        if form.template.layout in LAYOUTS:
            write_master(form, out_dir / f"{form.id}.xlsx")
            typer.echo(f"{form.id}.xlsx")


if __name__ == "__main__":
    typer.run(main)
