"""`tidtam`: every command under one name, as `tidtam consolidate ...`; alone it opens the officer's page.

A command's file is imported when the command is given, or asked for its own `--help`: the list of all commands and
`--version` answer without them.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from xl_addin import __version__
from xl_addin.commands.launch import import_quickly, imported, interruptible
from xl_addin.commands.usage import end_with

COMMANDS = {
    "office": "หน้าของเจ้าหน้าที่แผนในเบราว์เซอร์ / the officer's page in the browser",
    "new-register": "ทำทะเบียนเปล่า หรือจากรายการที่มี / a register, blank or from a list",
    "form": "แบบรายงานของสำนักงานใน Excel / an office's form in Excel: to, from, check, preview",
    "make-templates": "ทำแบบรายงานให้ทุกกลุ่ม / the workbooks that the groups fill in",
    "consolidate": "รวมแบบที่กลุ่มส่งเป็นรายงาน / the office's report from what came back",
    "return-for-correction": "ทำไฟล์ส่งคืนแก้ไขและข้อความแจ้งกลุ่ม / marked copies and letters to the groups",
    "decide": "ยอมรับข้อสังเกต ส่งไฟล์คืน รับไฟล์ / warnings accepted, files sent back or accepted",
    "consolidate-offices": "รวมรายงานของหลายสำนักงาน / the reports of many offices in one",
    "plan-to-register": "ทำทะเบียนจากแผนปฏิบัติการ / a register from the action plan",
    "serve-addin": "เปิดเครื่องให้บริการของแผงใน Excel / the add-in's server",
    "demo": "ตัวอย่างของสำนักงานจริงตั้งแต่ต้นจนจบ / real offices end to end",
}
"""Name -> what it does, in the order of the work."""


class LazyGroup(TyperGroup):
    """Commands that are imported when they are asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        return command(cmd_name)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def command(name: str) -> Any:
    """The click command of one name."""
    main = import_module(f"xl_addin.commands.{name.replace('-', '_')}").main
    app = typer.Typer(add_completion=False)
    app.command(name)(interruptible(main))
    return typer.main.get_command(app)


app = typer.Typer(cls=LazyGroup, no_args_is_help=False, invoke_without_command=True, rich_markup_mode=None)


@app.callback()
def tidtam(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="รุ่นของโปรแกรม / the program's version"),
) -> None:
    """ติดตาม: แบบรายงานโครงการใน Excel ตั้งแต่ส่งออกจนรวมเป็นเล่ม / project reports of an office, in Excel."""
    if version:
        typer.echo(f"tidtam {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        page = import_module("xl_addin.commands.office").main
        imported()
        context.invoke(page)


def main() -> None:
    """The entry point of the installed program."""
    import_quickly()
    end_with(typer.main.get_command(app))
