"""The child process: its lines as they come, its end when it is asked for."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from typing import Any, Callable, Sequence  # noqa: UP035  Python 3.9

from .command import child_environment
from .words import say

STEP = re.compile(r"^\[(\d+)/(\d+|\?)\] (.*)$")
"""A line of progress of the command."""

_EVERY_S = 0.1
_PATIENCE_S = 5.0


class StoppedError(Exception):
    """The command was ended because the user asked for it."""


@dataclass(frozen=True)
class Step:
    """A step of the command: its number, how many there are (0 if unknown), its name."""

    number: int
    total: int
    name: str


@dataclass(frozen=True)
class Answer:
    """What the command left: its exit code, its standard output and what it said of faults."""

    code: int
    output: str
    errors: str


def step_of(line: str) -> Step | None:
    """
    Step that a line of the command tells.

    Parameters
    ----------
    line : str
        A line of its standard error.

    Returns
    -------
    Step or None
        None where the line tells something else.

    Examples
    --------
    >>> step_of("[3/12] Parcelles")
    Step(number=3, total=12, name='Parcelles')
    >>> step_of("Défaut : …") is None
    True
    """
    found = STEP.match(line)
    if found is None:
        return None
    total = 0 if found.group(2) == "?" else int(found.group(2))
    return Step(int(found.group(1)), total, found.group(3))


def run(
    words: Sequence[str],
    *,
    folder: Path | None = None,
    told: Callable[[Step], None] = lambda _step: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Answer:
    """
    Carry out a command and wait for it.

    Parameters
    ----------
    words : sequence of str
        The command and its arguments; no shell reads them.
    folder : Path, optional
        Current folder of the command.
    told : callable
        Given each step as it comes, in the thread of the caller.
    stopped : callable
        Asked ten times a second; the child and its own children are ended when it says so.

    Returns
    -------
    Answer
        Code and texts; steps are not among its errors.

    Raises
    ------
    StoppedError
        If ``stopped`` said so.
    OSError
        If the command cannot be started.
    """
    child = subprocess.Popen(  # noqa: S603  a list of words, the command is the user's own
        list(words),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=child_environment(),
        **_flags(),
    )
    lines: Queue[str] = Queue()
    output: list[str] = []
    readers = [
        threading.Thread(target=_read, args=(child.stdout, output.append), daemon=True),
        threading.Thread(target=_read, args=(child.stderr, lines.put), daemon=True),
    ]
    for reader in readers:
        reader.start()
    try:
        errors = _watch(child, lines, told, stopped)
    except BaseException:
        end(child)
        raise
    for reader in readers:
        reader.join(_PATIENCE_S)
    errors += _steps_told(lines, told)
    return Answer(child.returncode, "".join(output), "".join(errors))


def _flags() -> dict[str, Any]:
    """No console window on Windows; a group of its own elsewhere, so that all of it can end."""
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
        return {"creationflags": flags}
    return {"start_new_session": True}


def _read(stream: Any, put: Callable[[str], Any]) -> None:
    with stream:
        for line in iter(stream.readline, b""):
            put(line.decode("utf-8", errors="replace").replace("\r\n", "\n"))


def _watch(
    child: subprocess.Popen[bytes],
    lines: Queue[str],
    told: Callable[[Step], None],
    stopped: Callable[[], bool],
) -> list[str]:
    errors: list[str] = []
    while child.poll() is None:
        if stopped():
            raise StoppedError(say("run.stopped"))
        with suppress(Empty):
            errors += _sorted(lines.get(timeout=_EVERY_S), told)
    return errors


def _steps_told(lines: Queue[str], told: Callable[[Step], None]) -> list[str]:
    errors: list[str] = []
    while not lines.empty():
        errors += _sorted(lines.get_nowait(), told)
    return errors


def _sorted(line: str, told: Callable[[Step], None]) -> list[str]:
    """Tell a step; anything else is kept."""
    step = step_of(line.rstrip("\n"))
    if step is None:
        return [line]
    told(step)
    return []


def end(child: subprocess.Popen[bytes]) -> None:
    """
    End a child with its own children, first politely.

    Parameters
    ----------
    child : Popen
        A process started by :func:`run`.
    """
    if child.poll() is not None:
        return
    if sys.platform == "win32":
        words = ["taskkill", "/F", "/T", "/PID", str(child.pid)]
        subprocess.run(words, check=False, capture_output=True, **_flags())  # noqa: S603
    else:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
    try:
        child.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait(_PATIENCE_S)
