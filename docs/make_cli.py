"""Print docs/reference/cli/: each command with its arguments and options, French and English."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import typer

from docs.tables import table
from zae.cli import entry
from zae.cli.verbs import VERBS

DOCS: Final = Path(__file__).parent
FOLDER: Final = DOCS / "reference" / "cli"
_BY: Final = "Imprimé par `python -m docs.make cli` d'après `zae/cli/`."
_KINDS: Final = {"path": "CHEMIN", "text": "TEXTE", "integer": "ENTIER", "float": "NOMBRE",
                 "int": "ENTIER", "str": "TEXTE", "%Y-%m-%d": "AAAA-MM-JJ"}  # fmt: skip
_GENERAL: Final = (("--version", "Écrit la version et s'arrête.", "Print the version and stop."),)


def pages() -> dict[Path, str]:
    """Text of each page: one a verb, and the one that leads to them."""
    french, english = commands("fr"), commands("en")
    found = {FOLDER / "README.md": "\n".join(_index(french, english)) + "\n"}
    for verb in VERBS:
        lines = _verb(verb, french[verb], english[verb])
        found[FOLDER / f"{verb}.md"] = "\n".join(lines).rstrip() + "\n"
    return found


@cache
def commands(lang: str) -> dict[str, Any]:
    """Each verb with what it holds, in a language."""
    found: dict[str, Any] = entry.command(lang).commands
    return found


def leaves(command: Any, words: str) -> Iterator[tuple[str, Any]]:
    """Commands that can be carried out, with the words that name them."""
    own = getattr(command, "commands", {})
    if not own:
        yield words, command
    for name, part in own.items():
        yield from leaves(part, f"{words} {name}")


def _index(french: dict[str, Any], english: dict[str, Any]) -> Iterator[str]:
    yield from ("# Commandes", "", _BY, "")
    yield (
        "`zae COMMANDE --help` dit la même chose dans le terminal. Les codes de fin sont les "
        "mêmes pour toutes les commandes : [codes de fin](../../exit-codes.md)."
    )
    yield from table(
        ("Commande", "Ce qu'elle fait", "In English"),
        ((f"[`zae {v}`]({v}.md)", french[v].help, english[v].help) for v in VERBS),
    )
    yield "## Pour toutes les commandes"
    lang = next(p for p in entry.command("fr").params if p.name == "lang")
    said = next(p for p in entry.command("en").params if p.name == "lang")
    yield from table(
        ("Option", "Ce qu'elle dit", "In English"),
        ((f"`--lang {_kind(lang)}` (ou `{lang.envvar}`)", lang.help, said.help),
         *((f"`{name}`", fr, en) for name, fr, en in _GENERAL)),
    )  # fmt: skip


def _verb(verb: str, french: Any, english: Any) -> Iterator[str]:
    yield from (f"# zae {verb}", "", f"{french.help}  ", f"*{english.help}*", "")
    yield from ("[Toutes les commandes](README.md) · [codes de fin](../../exit-codes.md)", "")
    said = dict(leaves(english, verb))
    for words, command in leaves(french, verb):
        if words != verb:
            yield from (f"## {words}", "", f"{command.help}  ", f"*{said[words].help}*", "")
        yield from ("```text", usage(words, command), "```", "")
        yield from _parameters(command, said[words])
        shown = list(pages_that_show(words))
        if shown:
            yield from (f"Montrée dans : {', '.join(shown)}.", "")


def usage(words: str, command: Any) -> str:
    """How a command is written: what must be said, then what may be."""
    must = [_metavar(p) for p in command.params if p.param_type_name == "argument"]
    must += [f"{p.opts[0]} {_kind(p)}" for p in command.params if _is_option(p) and p.required]
    more = any(_is_option(p) and not p.required for p in command.params)
    return " ".join(["zae", words, *must, *(["[OPTIONS]"] if more else [])])


def _is_option(parameter: Any) -> bool:
    return parameter.param_type_name == "option"


def _metavar(parameter: Any) -> str:
    name = (parameter.metavar or parameter.name.upper()).strip("[]")
    many = "..." if parameter.nargs == -1 and "..." not in name else ""
    return f"{name}{many}" if parameter.required else f"[{name}{many}]"


def _kind(parameter: Any) -> str:
    """What an option takes: its choices, or its name; nothing for a switch."""
    if getattr(parameter, "is_flag", False):
        return ""
    if parameter.metavar:
        return str(parameter.metavar)
    context = typer.Context(typer.main.get_command(typer.Typer(callback=_nothing)))
    said = str(parameter.display_type(context)).strip("[]<>").replace(" | ", "|")
    return _KINDS.get(said.removeprefix("list[").removesuffix(" range"), said)


def _nothing() -> None:
    """Command that an option is asked of: what it takes does not depend on it."""


def _parameters(french: Any, english: Any) -> Iterator[str]:
    said = {p.name: p.help or "" for p in english.params}
    rows = [
        (_written(p), p.help or "", said[p.name], default(p))
        for p in french.params
        if not getattr(p, "hidden", False)
    ]
    if rows:
        heads = ("Argument ou option", "Ce que c'est", "In English", "Par défaut")
        yield from table(heads, rows)


def _written(parameter: Any) -> str:
    if not _is_option(parameter):
        return f"`{_metavar(parameter).strip('[]')}`"
    names = [*parameter.opts, *parameter.secondary_opts]
    kind = f" {_kind(parameter)}" if _kind(parameter) else ""
    from_there = f" (ou `{parameter.envvar}`)" if parameter.envvar else ""
    several = ", plusieurs fois" if getattr(parameter, "multiple", False) else ""
    return f"`{'` `'.join(names)}{kind}`{several}{from_there}"


def default(parameter: Any) -> str:
    """What holds where an option or argument is not given."""
    if parameter.required:
        return "**obligatoire**"
    value = parameter.default
    if value in (None, "", (), []) or callable(value) or type(value).__name__ == "Sentinel":
        return ""
    if isinstance(value, bool):
        return ("oui" if value else "non") if parameter.secondary_opts or value else ""
    return f"`{getattr(value, 'value', value)}`"


def pages_that_show(words: str) -> Iterator[str]:
    """Links to the pages with a block of shell that carries the command out."""
    for page, lines in _shown().items():
        if any(line[: len(words.split())] == words.split() for line in lines):
            yield f"[{_title(page)}](../../{page})"


@cache
def _shown() -> dict[str, list[list[str]]]:
    pages = [p for p in sorted(DOCS.rglob("*.md")) if not {"built", "reference"} & {*p.parts}]
    texts = {p.relative_to(DOCS).as_posix(): p.read_text(encoding="utf-8") for p in pages}
    texts["../README.md"] = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    found = {}
    for page, text in texts.items():
        blocks = "\n".join(re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL))
        lines = re.findall(r"^zae (.+)$", blocks, flags=re.MULTILINE)
        if lines:
            found[page] = [shlex.split(line, comments=True) for line in lines]
    return found


def _title(page: str) -> str:
    with (DOCS / page).open(encoding="utf-8") as file:
        return file.readline().strip("# \n")
