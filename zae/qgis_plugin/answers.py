"""What the command said, as something that a reader of QGIS can use."""

from __future__ import annotations

import json
from typing import Any

from .running import Answer
from .words import say

_USAGE, _DEFECT = 2, 4
_SHOWN_LINES = 12


class CommandFaultError(Exception):
    """The command refused; the message is what it said, in French, without any traceback."""


def content(answer: Answer, *, accepted: tuple[int, ...] = (0,)) -> Any:
    """
    Content of an answer in JSON.

    Parameters
    ----------
    answer : Answer
        What the command left.
    accepted : tuple of int
        Exit codes that come with a content.

    Returns
    -------
    object
        The content.

    Raises
    ------
    CommandFaultError
        If the command refused, or its answer is no JSON (another program of that name).
    """
    if answer.code not in accepted or (answer.code and not answer.output.strip()):
        raise CommandFaultError(fault(answer))
    try:
        return json.loads(answer.output)
    except ValueError as error:
        raise CommandFaultError(say("answer.no_json").format(head=answer.output[:200])) from error


def require_done(answer: Answer) -> str:
    """
    Standard output of a command that ended well.

    Parameters
    ----------
    answer : Answer
        What the command left.

    Returns
    -------
    str
        Its output.

    Raises
    ------
    CommandFaultError
        If the command refused.
    """
    if answer.code:
        raise CommandFaultError(fault(answer))
    return answer.output


def fault(answer: Answer) -> str:
    r"""
    Say why a command refused.

    Parameters
    ----------
    answer : Answer
        An answer whose code is not 0.

    Returns
    -------
    str
        What it said; of a defect, the last line and what to send.

    Examples
    --------
    >>> fault(Answer(1, "", "Défaut : pas de site « x »\n"))
    'Défaut : pas de site « x »'
    """
    lines = [line for line in answer.errors.splitlines() if line.strip()]
    if answer.code == _DEFECT or any(line.startswith("Traceback") for line in lines):
        last = lines[-1] if lines else ""
        return say("answer.defect").format(last=last.strip())
    if not lines:
        return say("answer.silent").format(code=answer.code)
    told = "\n".join(lines[-_SHOWN_LINES * 4 :])
    return say("answer.usage").format(told=told) if answer.code == _USAGE else told
