"""Exit codes of the command line."""

from enum import IntEnum
from typing import Final


class Exit(IntEnum):
    """How a command ends."""

    OK = 0
    FAULT = 1
    USAGE = 2
    INTERRUPTED = 3
    DEFECT = 4


MEANINGS: Final = {
    Exit.OK: "The command did what was asked.",
    Exit.FAULT: "A fault in what was given: study file, layer, grid, site, folder that cannot be "
    "written. The message on the standard error says what was found, where, and what to do.",
    Exit.USAGE: "The command line itself is wrong: unknown command or option, missing argument.",
    Exit.INTERRUPTED: "Stopped from the keyboard; files of an earlier run are as they were.",
    Exit.DEFECT: "A defect of the toolkit: the traceback on the standard error is worth a report.",
}
"""What each code says; docs/exit-codes.md is printed from it."""
