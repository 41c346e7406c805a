"""Make the blank master template of every form, and the guides that come from the code, anew.

    python scripts/make_masters.py [OUT_DIR]

Without OUT_DIR they go where they are kept: workbook_templates/<form>.xlsx and workbook_templates/guides/. A
folder that is not there is made. Exit code: 0 = done, 2 = could not run.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from xl_addin.commands.launch import run  # isort: split

import typer
from rich.console import Console

from xl_addin.commands.form_reference import form_reference
from xl_addin.commands.message_guide import message_guide
from xl_addin.commands.options import CANNOT, Lang, Language, tell
from xl_addin.excel.writing.atomic_file import WriteError, atomic_write
from xl_addin.model.form.form_files import form_ids
from xl_addin.model.form.loader import load_form
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Problem
from xl_addin.template.master import write_master
from xl_addin.template.template import LAYOUTS

KEPT = Path(__file__).resolve().parents[1] / "workbook_templates"
GUIDES = {"form-reference.md": form_reference, "messages.md": message_guide}


def main(
    out_dir: Annotated[
        Path, typer.Argument(help="โฟลเดอร์ที่จะเก็บแบบต้นฉบับ / the folder for the masters")
    ] = KEPT,
    lang: Lang = Language.th,
) -> None:
    """ทำแบบต้นฉบับเปล่าและคู่มือที่มาจากโปรแกรม / Make the blank masters, and the guides that come from the code."""
    console = Console(soft_wrap=True)
    refused: Problem | None = None
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
        for form in map(load_form, form_ids()):
            if form.template.layout in LAYOUTS:
                write_master(form, out_dir / f"{form.id}.xlsx")
                console.print(f"{form.id}.xlsx", markup=False, highlight=False)
        (out_dir / "guides").mkdir(exist_ok=True)
        for name, page in GUIDES.items():
            with atomic_write(out_dir / "guides" / name) as growing:
                growing.write_text(page(), encoding="utf-8", newline="\n")
            console.print(f"guides/{name}", markup=False, highlight=False)
    except WriteError as error:
        refused = error.problem(language=lang)
    except (FileExistsError, NotADirectoryError):
        refused = problem("templates_no_folder", language=lang, value=str(out_dir))
    except PermissionError:
        refused = problem("templates_no_rights", language=lang, value=str(out_dir))
    if refused is not None:
        tell(Console(stderr=True), [refused])
        raise typer.Exit(CANNOT)


if __name__ == "__main__":
    run(main)
