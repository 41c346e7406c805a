"""Make the workbooks that the groups fill in: one per group, with the memo where the office sends one.

    python scripts/make_templates.py REGISTER.xlsx OUT_DIR --round 2 [--previous REPORT.xlsx]

The same as `tidtam make-templates`: see xl_addin/commands/make_templates.py.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from xl_addin.commands.launch import launch

if __name__ == "__main__":
    launch("make_templates")
