"""Serve the add-in from one PC of the office.

    python scripts/serve_addin.py --register REGISTER.xlsx --returned DIR --round 2 [--previous REPORT.xlsx]

The same as `tidtam serve-addin`: see xl_addin/commands/serve_addin.py.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from xl_addin.commands.launch import launch

if __name__ == "__main__":
    launch("serve_addin")
