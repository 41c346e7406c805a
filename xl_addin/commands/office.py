"""The officer's page in the browser of this PC.

Exit code: 0 = ended, 2 = could not run.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xl_addin.commands.options import CANNOT, Lang, Language
from xl_addin.commands.places import kept_folder
from xl_addin.model.problems.catalogue import say


def main(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER", help="โฟลเดอร์ของสำนักงาน / the office's folder (default: the last one)"
        ),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="เปิดเบราว์เซอร์ให้ / open the browser")
    ] = True,
    report: Annotated[
        bool, typer.Option("--report", help="รวมรายงานทันทีที่เปิด / consolidate as soon as the page is open")
    ] = False,
    lang: Lang = Language.th,
) -> None:
    """เปิดหน้าของเจ้าหน้าที่แผน ทำงานทั้งรอบด้วยการคลิก / The officer's page: a whole round by click."""
    import webbrowser

    from rich.console import Console

    from xl_addin.officer_page.app import listening, serve
    from xl_addin.officer_page.program import CannotOpen

    console = Console()

    def ready(address: str) -> None:
        link = f"{address}#report" if report else address
        console.print(say("page_open", lang, url=link), markup=False, highlight=False, soft_wrap=True)
        if browser:
            webbrowser.open(link)

    kept = kept_folder() / "offices.json"
    try:
        serve(listening(), kept, folder.resolve() if folder else None, ready)
    except CannotOpen as error:
        Console(stderr=True, soft_wrap=True).print(str(error), markup=False, highlight=False)
        raise typer.Exit(CANNOT) from error
    except KeyboardInterrupt:
        pass
    console.print(say("page_ended", lang), markup=False, highlight=False)
