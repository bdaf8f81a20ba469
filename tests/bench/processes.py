"""Processes that are measured from their start on."""

import os
import sys
from pathlib import Path


def environment(folder: Path) -> dict[str, str]:
    """What a process of an installed quanzhu starts with: its data in a folder, and its bytecode kept there too.

    Some machines keep none, and would read every module anew at each start.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        "QUANZHU_DATA_DIR": str(folder),
    }
