"""
What is wrong with a command line, in sentences of our own.

The library that reads command lines says it in English only, and its classes move between
versions; its sentences do not. Each known sentence has one of ours; another one is shown as it is.
"""

import re
from typing import Any, Final

import typer

from land.errors import Message

UsageError: Final[type[Exception]] = typer.BadParameter.__bases__[0]
"""What is raised for a wrong command line: the parent of the one that typer names."""

_BRACES: Final = str.maketrans("", "", "{}")
_NAMED: Final = r"['\"]?(?P<name>[^'\"]+?)['\"]?(?: \(env var: [^)]*\))?"
_WHY: Final = r"(?:Value error, )?"
_MORE: Final = r"\.(?:\s.*)?"
_SENTENCES: Final = (
    (r"Missing command\.", Message("which command? None is given")),
    (rf"Missing argument {_NAMED}{_MORE}", Message("the argument {name} is missing")),
    (rf"Missing option {_NAMED}{_MORE}", Message("the option {name} is missing")),
    (rf"No such option:? {_NAMED}(?:\.?\s[(A-Z].*)?", Message("there is no option {name}")),
    (rf"No such command {_NAMED}{_MORE}", Message("there is no command {name}")),
    (rf"Option {_NAMED} requires an argument\.", Message("the option {name} needs a value")),
    (rf"Option {_NAMED} does not take a value\.", Message("the option {name} takes no value")),
    (
        r"Got unexpected extra arguments?(?:\(s\))? \((?P<name>.*)\)",
        Message("too many words: {name}"),
    ),
    (
        rf"Invalid value for {_NAMED}: {_WHY}'(?P<found>.*)' is not one of (?P<known>.+)\.",
        Message("{name}: « {found} » is not one of {known}"),
    ),
    (rf"Invalid value for {_NAMED}: {_WHY}(?P<found>.*)", Message("{name}: {found}")),
)


def usage_message(error: Any) -> Message:
    """
    What is wrong with a command line, how it is written, and where to read more.

    Parameters
    ----------
    error : UsageError
        As raised by the reader of command lines.

    Returns
    -------
    Message
        Three lines, or one where the command is not known.

    Examples
    --------
    >>> print(usage_message(UsageError("No such command 'fly'.")))
    Wrong command line: there is no command fly
    """
    fault = _sentence(error.format_message())
    context = error.ctx
    if context is None:
        return Message("Wrong command line: {fault}", fault=fault)
    usage = " ".join([context.command_path, *context.command.collect_usage_pieces(context)])
    return Message(
        "Wrong command line: {fault}\nIt is written: {usage}\nHelp: {command} --help",
        fault=fault,
        usage=usage.translate(_BRACES),
        command=context.command_path,
    )


def _sentence(text: str) -> str:
    for pattern, message in _SENTENCES:
        found = re.fullmatch(pattern, text, flags=re.DOTALL)
        if found:
            return message.filled(**found.groupdict())
    return text
