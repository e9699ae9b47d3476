"""
What a command is at, on the standard error: a bar where somebody watches.

Elsewhere (a pipe, a log), a line now and then, so that long work is not taken for a dead one.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from zae.messages import N_, translator
from zae.publish.delivery import FILES
from zae.study import Study

STEPS: Final = {
    "land": N_("Land units and what is free on them"),
    "sites": N_("Candidate sites"),
    "facts": N_("Facts of the sites"),
    "demo": N_("Fictional commune"),
}
"""What a reader sees of a step; layers, projects and files are shown by their own name."""


def steps_of(study: Study, *, delivered: bool = False) -> int:
    """
    Number of steps that a study takes: its layers, its projects, and land, sites, facts.

    Parameters
    ----------
    study : Study
        The study.
    delivered : bool
        Whether its deliverables are written too: one step a file, and the manifest.

    Returns
    -------
    int
        The number.
    """
    carried_out = len(study.layers) + len(study.vocations) + len(study.projects) + 3
    return carried_out + (len(FILES) + 1 if delivered else 0)


_TILE: Final = re.compile(r"facts: (\d+ / (\d+))")
"""Step of a tile of sites, the third of twelve: ``facts: 3 / 12``."""

LINES: Final = "ZAE_PROGRESS"
"""Environment variable: « lines » prints a line a step, for a program that shows its own bar."""

QUIET_S: Final = 15.0
"""How long a command may say nothing where no bar is shown. [s]"""


@contextmanager
def bar(lang: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """
    Show a bar that moves with each step.

    Parameters
    ----------
    lang : str
        Language of the reader.
    total : int or None
        Number of steps; None where nobody knows.

    Yields
    ------
    callable
        To be told the name of each step before it starts.
    """
    _ = translator(lang)
    if os.environ.get(LINES) == "lines":
        yield _line_by_line(_, total)
        return
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(),
        TextColumn(_("left, about:")), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as shown:
        task = shown.add_task("", total=total)
        told, parts, spoke = 0, 0, monotonic()

        def tell(step: str) -> None:
            nonlocal told, parts, spoke
            parts = max(parts, _more(step))
            whole = None if total is None else total + parts
            if not console.is_terminal and monotonic() - spoke > QUIET_S:
                sys.stderr.write(_said(step, _) + "…\n")
                spoke = monotonic()
            known = whole if whole is not None and told <= whole else None
            shown.update(task, description=_said(step, _), completed=told, total=known)
            told += 1

        yield tell


def _said(step: str, translate: Callable[[str], str]) -> str:
    """Name of a step as a reader sees it: a tile of sites keeps its count."""
    tile = _TILE.fullmatch(step)
    return f"{translate(STEPS['facts'])} {tile[1]}" if tile else translate(STEPS.get(step, step))


def _more(step: str) -> int:
    """Steps that a tile of sites is one of, beyond the first: they lengthen the way."""
    tile = _TILE.fullmatch(step)
    return int(tile[2]) - 1 if tile else 0


def _line_by_line(translate: Callable[[str], str], total: int | None) -> Callable[[str], None]:
    """Step after step on a line of its own: ``[3/12] Communes``, ``[3/?]`` where nobody knows."""
    told, parts = 0, 0

    def tell(step: str) -> None:
        nonlocal told, parts
        parts = max(parts, _more(step))
        whole = total + parts if total is not None and told < total + parts else "?"
        told += 1
        sys.stderr.write(f"[{told}/{whole}] {_said(step, translate)}\n")
        sys.stderr.flush()

    return tell
