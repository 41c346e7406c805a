"""The national data as Parquet, partitioned by year, round and office, for DuckDB, pandas and others."""

from __future__ import annotations

import re
import shutil
from collections.abc import Container, Sequence
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

from xl_addin.excel.writing.atomic_file import WriteError
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.offices.national_data import COLUMNS, tidy
from xl_addin.offices.office_report import OfficeReport
from xl_addin.offices.sources import OfficesError

PARTITIONS = ("fiscal_year", "quarter", "office")
LONGEST_NAME = 200
"""Bytes of an office's name in its folder's: a file system takes 255, a Thai letter three."""

_NOT_IN_FOLDERS = re.compile(r"[\s/\\:*?\"<>|=%]+")


def check_parquet(folder: Path) -> None:
    """Whether Parquet can be written there. Raises OfficesError where pyarrow is lacking, WriteError for a file."""
    if find_spec("pyarrow") is None:
        raise OfficesError("offices_lacks_scale", value="pyarrow")
    if folder.exists() and not folder.is_dir():
        raise WriteError("write_no_folder", folder / "fiscal_year")


def write_parquet(
    folder: Path, reports: Sequence[OfficeReport], fiscal_year: int, quarter: int
) -> list[Path]:
    """One file for each office below `fiscal_year=2569/quarter=2/office=.../`; what stood there of that quarter
    goes. Money is decimal(18, 2) baht, a blank is null. Gives the files.

    Raises what `check_parquet` does, and OSError.
    """
    check_parquet(folder)
    import pyarrow
    import pyarrow.parquet

    types: dict[Kind, Any] = {Kind.COUNT: pyarrow.int64(), Kind.TEXT: pyarrow.string()}
    fields = [
        (column.key, types.get(column.kind) or pyarrow.decimal128(18, SCALE[column.kind]))
        for column in COLUMNS
        if column.key not in PARTITIONS and column.key != "office_no"
    ]
    schema = pyarrow.schema([("office_name", pyarrow.string()), *fields])
    top = folder / f"fiscal_year={fiscal_year}" / f"quarter={quarter}"
    growing = top.with_name(f".{top.name}.part")
    shutil.rmtree(growing, ignore_errors=True)
    written: list[Path] = []
    names: set[str] = set()
    for report in reports:
        data = tidy([report], fiscal_year, quarter)
        arrays = [pyarrow.array(data["office"], pyarrow.string())]
        arrays += [_array(pyarrow, data[key], kind) for key, kind in fields]
        name = _folder_of(report.office, names)
        names.add(name)
        place = Path(name, "projects.parquet")
        (growing / place).parent.mkdir(parents=True)
        pyarrow.parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=schema), growing / place)
        written.append(top / place)
    shutil.rmtree(top, ignore_errors=True)
    growing.replace(top)
    return written


def _folder_of(office: str, taken: Container[str]) -> str:
    """The folder of an office, short enough for a file system and no other office's."""
    plain = _NOT_IN_FOLDERS.sub("_", office).encode()[:LONGEST_NAME].decode(errors="ignore")
    tries = (f"office={plain}{f'_{number}' if number > 1 else ''}" for number in count(1))
    return next(name for name in tries if name not in taken)


def _array(pyarrow: Any, values: list[Any], kind: Any) -> Any:
    if not pyarrow.types.is_decimal(kind):
        return pyarrow.array(values, kind)
    from decimal import Decimal

    return pyarrow.array(
        [None if value is None else Decimal(value).scaleb(-kind.scale) for value in values], kind
    )
