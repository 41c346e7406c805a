"""The national data as Parquet, partitioned by year, round and office, for DuckDB, pandas and others."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.offices.national_data import COLUMNS, tidy
from xl_addin.offices.office_report import OfficeReport
from xl_addin.offices.sources import OfficesError

PARTITIONS = ("fiscal_year", "quarter", "office")
_NOT_IN_FOLDERS = re.compile(r"[\s/\\:*?\"<>|=%]+")


def write_parquet(
    folder: Path, reports: Sequence[OfficeReport], fiscal_year: int, quarter: int
) -> list[Path]:
    """One file for each office below `fiscal_year=2569/quarter=2/office=.../`; what stood there of that quarter
    goes. Money is decimal(18, 2) baht, a blank is null. Gives the files.

    Raises OfficesError where pyarrow is not installed, and OSError.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise OfficesError("offices_lacks_scale", value="pyarrow") from error
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
    written = []
    for report in reports:
        data = tidy([report], fiscal_year, quarter)
        arrays = [pyarrow.array(data["office"], pyarrow.string())]
        arrays += [_array(pyarrow, data[key], kind) for key, kind in fields]
        place = Path(f"office={_NOT_IN_FOLDERS.sub('_', report.office)}") / "projects.parquet"
        (growing / place).parent.mkdir(parents=True, exist_ok=True)
        pyarrow.parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=schema), growing / place)
        written.append(top / place)
    shutil.rmtree(top, ignore_errors=True)
    growing.replace(top)
    return written


def _array(pyarrow: Any, values: list[Any], kind: Any) -> Any:
    if not pyarrow.types.is_decimal(kind):
        return pyarrow.array(values, kind)
    from decimal import Decimal

    return pyarrow.array(
        [None if value is None else Decimal(value).scaleb(-kind.scale) for value in values], kind
    )
