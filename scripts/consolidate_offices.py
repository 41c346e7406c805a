"""Bring the reports of many offices together into the ministry's report of a quarter.

    python scripts/consolidate_offices.py REPORTS_DIR OUT.xlsx [--parquet DIR] [--workers N] [--scheduler ADDRESS]

The same as `tidtam consolidate-offices`: see xl_addin/commands/consolidate_offices.py.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from xl_addin.commands.launch import launch

if __name__ == "__main__":
    launch("consolidate_offices")
