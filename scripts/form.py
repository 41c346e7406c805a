"""An office's form as an Excel workbook: to Excel, from Excel, check, preview.

    python scripts/form.py to-excel FORM แบบ.xlsx

The same as `tidtam form`: see xl_addin/commands/form.py.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from xl_addin.commands.launch import launch

if __name__ == "__main__":
    launch("form")
