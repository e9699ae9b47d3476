"""The way in: language first, then the command, then one place where errors become words."""

import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import typer
from rich.markup import escape

from land.errors import ZaeError, said
from zae.cli.exits import Exit
from zae.cli.root import root
from zae.cli.usage import UsageError, usage_message
from zae.cli.verbs import VERBS
from zae.messages import DEFAULT_LANG, LANGS, N_, translator
from zae.messages.system import placed_fault

KEYBOARD = 130
"""Code that typer gives when a command is stopped from the keyboard."""

_PANELS = {"option": N_("Options"), "argument": N_("Arguments")}


def main() -> None:
    """Carry out the command line of the process, and end it."""
    sys.exit(run(sys.argv[1:]))


def run(words: Sequence[str]) -> int:
    """
    Carry out a command line.

    Parameters
    ----------
    words : sequence of str
        What stands after ``zae``.

    Returns
    -------
    int
        One of :class:`zae.cli.exits.Exit`. Faults and usage are said on the standard error.
    """
    lang, rest = language_first(words)
    _ = translator(lang)
    try:
        code = _printable(command(lang, only=verb_of(rest))).main(
            args=rest, prog_name="zae", standalone_mode=False
        )
    except SystemExit as ended:
        code = ended.code
    except typer.Abort:
        code = KEYBOARD
    except UsageError as error:
        _write_usage(error, _)
        return int(Exit.USAGE)
    except (ZaeError, OSError) as error:
        fault = error if isinstance(error, ZaeError) else placed_fault(error)
        sys.stderr.write(_("Fault: {error}").format(error=said(fault, _)) + "\n")
        return int(Exit.FAULT)
    except Exception:  # noqa: BLE001  the last resort: a defect is told apart from a fault
        traceback.print_exc()
        return int(Exit.DEFECT)
    code = code if isinstance(code, int) else int(Exit.OK)
    if code == KEYBOARD:
        sys.stderr.write(_("Stopped from the keyboard; no file was changed.") + "\n")
        return int(Exit.INTERRUPTED)
    return int(code)


def _write_usage(error: Any, translate: Callable[[str], str]) -> None:
    if type(error).__name__ == "NoArgsIsHelpError":  # no word at all asks for help
        error.show()
    else:
        sys.stderr.write(usage_message(error).said(translate) + "\n")


def language_first(words: Sequence[str]) -> tuple[str, list[str]]:
    """
    Take ``--lang`` from anywhere on the line to its head, where every command hears it.

    Parameters
    ----------
    words : sequence of str
        What stands after ``zae``.

    Returns
    -------
    str
        Language of help and faults: the one asked for, else that of ``ZAE_LANG``, else French.
    list of str
        The line, ``--lang`` first.

    Examples
    --------
    >>> language_first(["run", "etude.toml", "--lang", "en"])
    ('en', ['--lang=en', 'run', 'etude.toml'])
    """
    line = list(words)
    head: list[str] = []
    for i, word in enumerate(line):
        if word == "--lang" and i + 1 < len(line):
            head = [f"--lang={line[i + 1]}"]
            del line[i : i + 2]
            break
        if word.startswith("--lang="):
            head = [line.pop(i)]
            break
    asked = head[0].removeprefix("--lang=") if head else os.environ.get("ZAE_LANG", "")
    return asked if asked in LANGS else DEFAULT_LANG, head + line


def verb_of(line: Sequence[str]) -> str:
    """
    Word that names the command on a line; empty where there is none.

    Examples
    --------
    >>> verb_of(["--lang=en", "run", "etude.toml"]), verb_of(["--version"])
    ('run', '')
    """
    word = next((word for word in line if not word.startswith("-")), "")
    return word if word in VERBS else ""


def command(lang: str, *, only: str | None = None) -> Any:
    """
    Make the whole command, its help in a language.

    Parameters
    ----------
    lang : str
        Language of the help.
    only : str, optional
        The one command whose module is imported; the others are lines of a list. All are imported
        where it is not given.

    Returns
    -------
    TyperGroup
        The command; its sub-commands are in ``commands``.
    """
    _ = translator(lang)
    group: Any = typer.main.get_group(root)
    for name, verb in VERBS.items():
        group.add_command(verb.load(name) if only in (None, name) else verb.line(name))
    for one in _with_parts(group):
        one.help = _(one.help)
        one.rich_help_panel = _(N_("Commands"))
        for parameter in (*one.params, one.get_help_option(typer.Context(one))):
            parameter.help = _(parameter.help)
            parameter.rich_help_panel = _(_PANELS[parameter.param_type_name])
    return group


def _printable(group: Any) -> Any:
    """The command, its help kept as it is by rich, which takes « [m²] » for a style."""
    for parameter in (p for one in _with_parts(group) for p in one.params):
        parameter.help = escape(parameter.help)
    return group


def _with_parts(command_: Any) -> Iterator[Any]:
    yield command_
    for part in getattr(command_, "commands", {}).values():
        yield from _with_parts(part)


_OF_TYPER = N_("Show this message and exit.")
