"""Real offices end to end: register, templates, returned workbooks with what goes wrong in life, and reports.

    python scripts/demo.py [--office NAME] [--out DIR]

The same as `tidtam demo`: see xl_addin/commands/demo.py.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from xl_addin.commands.launch import launch

if __name__ == "__main__":
    launch("demo")
