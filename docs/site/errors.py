"""The page of the messages of errors: each template in both languages, with its error."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from docs.tables import table
from zae.messages import translator

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final = ("land", "criteria", "layers", "zae")
PART: Final = "Message"
"""What is said inside of an error: a fault of a list, a reason, a value in words."""

_HEAD: Final = """\
# Messages d'erreur

Fait avec le site, d'après le code et `zae/messages/fr/`. Un message dit ce qui a été trouvé, où, et
quoi faire ; ici, chacun avec l'erreur qui le porte, module par module, pour qui le cherche ou le
reçoit dans un script. Entre accolades, ce que la commande remplit : nom de fichier, de couche,
identifiant, valeur trouvée.

Sur la ligne de commande, toute erreur de cette page finit avec le code 1 (défaut dans ce qui a été
donné) ; une ligne mal écrite, avec le code 2 : voir les [codes de fin](../exit-codes.md). En
Python, toutes dérivent de `land.errors.ZaeError` : `error.faults` les donne une par une,
`error.said(translator("fr"))` en français. « (partie) » : phrase qui ne vient jamais seule, dans
la liste ou à la fin d'un autre message.
"""


@dataclass(frozen=True, slots=True)
class Template:
    """A message as the code writes it, and the errors that carry it."""

    module: str
    text: str
    error: str


def page() -> str:
    """Text of the page."""
    french = translator("fr")
    found = templates()
    lines = [_HEAD, "## Erreurs", *_classes()]
    for module in sorted({t.module for t in found}):
        lines += [f"## `{module}`"]
        rows = (
            (literal(french(t.text)), literal(t.text), _carried(t))
            for t in found
            if t.module == module
        )
        lines += table(("Message", "In English", "Erreur"), rows)
    return "\n".join(lines)


def _carried(template: Template) -> str:
    return "(partie)" if template.error == PART else f"`{template.error}`"


def literal(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return re.sub(r"([\\`*_<>\[\]#$~])", r"\\\1", text.replace("\n", " ⏎ "))


@cache
def trees() -> dict[str, ast.Module]:
    """Modules of the packages by name, parsed."""
    paths = [p for package in PACKAGES for p in sorted((ROOT / package).rglob("*.py"))]
    names = (".".join(p.relative_to(ROOT).with_suffix("").parts) for p in paths)
    return {
        name.removesuffix(".__init__"): ast.parse(path.read_text(encoding="utf-8"))
        for name, path in zip(names, paths, strict=True)
    }


@cache
def classes() -> dict[str, tuple[str, ast.ClassDef]]:
    """Errors of the toolkit by name, with their module: what derives from ``ZaeError``."""
    defined = {
        node.name: (module, node)
        for module, tree in trees().items()
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    }
    found = {"ZaeError"}
    while more := {n for n, (_, c) in defined.items() if found & set(_bases(c))} - found:
        found |= more
    return {name: defined[name] for name in sorted(found)}


def _bases(node: ast.ClassDef) -> list[str]:
    return [ast.unparse(base).rpartition(".")[2] for base in node.bases]


def _classes() -> Iterator[str]:
    rows = [
        (f"`{module}.{name}`", literal((ast.get_docstring(node) or "").split("\n\n")[0]),
         ", ".join(f"`{b}`" for b in _bases(node)))
        for name, (module, node) in classes().items()
    ]  # fmt: skip
    yield from table(("Erreur", "When", "Is also"), rows)


def templates() -> list[Template]:
    """Every template once a module, in the order of the code."""
    errors = {*classes(), PART}
    found: dict[tuple[str, str], Template] = {}
    for module, tree in trees().items():
        constants = _constants(tree)
        for node in ast.walk(tree):
            error = _error(node, errors, constants)
            text = _text(node.args[0], constants) if error and isinstance(node, ast.Call) else ""
            if text and (found.get((module, text)) is None or error != PART):
                found[module, text] = Template(module, text, error)
    return list(found.values())


def _error(node: ast.AST, errors: set[str], constants: dict[str, str]) -> str:
    """Name of the error that a call makes; empty for another call."""
    if not isinstance(node, ast.Call) or not node.args:
        return ""
    name = ast.unparse(node.func)
    if name in errors:
        return name
    if name == "type(error)":
        return "ZaeError"
    told = isinstance(node.args[0], ast.Name) and node.args[0].id in constants
    return "ZaeError" if told and name in ("fault", "self.fault") else ""


def _constants(tree: ast.Module) -> dict[str, str]:
    """Messages that a module names and raises later: ``_NOT_READ = N_("…")``."""
    return {
        target.id: node.value.args[0].value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) == "N_"
        and isinstance(node.value.args[0], ast.Constant)
    }


def _text(first: ast.expr, constants: dict[str, str]) -> str:
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        return first.value
    return constants.get(first.id, "") if isinstance(first, ast.Name) else ""
