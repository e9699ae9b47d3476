"""Pages of the API: each public name of a module with what its docstring says, as Markdown."""

import logging
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import griffe

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final = {
    "land": "what a piece of land is",
    "criteria": "questions and rules",
    "layers": "outside data, brought to the shape of land",
    "zae": "the product",
}
APART: Final = (
    "layers.cnig.checks", "layers.cnig.formats", "layers.formats", "layers.sample",
    "zae.__main__", "zae.cli", "zae.inventory", "zae.mutualisation", "zae.negotiation",
    "zae.charter", "zae.projects", "zae.publish.report", "zae.publish.webmap",
    "zae.publish.workbook", "zae.store.migrations",
)  # fmt: skip
"""Inside parts: used through the command line, or through the module above them."""

_ROLE: Final = re.compile(r":(?:\w+:)?\w+:`~?([^`]+)`")
_NOTE: Final = re.compile(r"^\.\. \[(\w+)\] ", flags=re.MULTILINE)
_CITED: Final = re.compile(r"\[(\w+)\]_")
_WIDTH: Final = 76
"""Signs that a line of code has room for."""
_HEADS: Final = {"parameters": "Parameters", "returns": "Returns", "yields": "Yields",
                 "raises": "Raises", "attributes": "Attributes"}  # fmt: skip


@cache
def modules() -> dict[str, Any]:
    """Public modules by name, read but not imported."""
    logging.getLogger("griffe").setLevel(logging.ERROR)  # classes document their fields so
    found: dict[str, Any] = {}
    for package in PACKAGES:
        top = griffe.load(package, search_paths=[str(ROOT)], docstring_parser="numpy",
                          allow_inspection=False)  # fmt: skip
        found |= {m.path: m for m in _with_parts(top) if not m.path.startswith(APART)}
    return found


def _with_parts(module: Any) -> Iterator[Any]:
    yield module
    for name, part in sorted(module.modules.items()):
        if not part.is_alias and not name.startswith("_"):
            yield from _with_parts(part)


def names(module: Any) -> Iterator[Any]:
    """Public functions, classes and documented constants that a module defines, in their order."""
    for name, one in module.members.items():
        if one.is_alias or one.is_module or name.startswith("_"):
            continue
        if one.is_function or one.is_class or (one.is_attribute and one.docstring):
            yield one


def parts(one: Any) -> Iterator[Any]:
    """Public methods and properties of a class."""
    for name, part in one.members.items():
        told = part.is_function or (part.is_attribute and "property" in part.labels)
        if told and not part.is_alias and not name.startswith("_"):
            yield part


def index() -> str:
    """Text of the page that leads to the modules."""
    lines = ["# API", "",
             "Frames in, frames out; units stand in names and in brackets. The examples are run",
             "by the tests."]  # fmt: skip
    for package, what in PACKAGES.items():
        lines += ["", f"## {package}: {what}", "", "| Module | What it holds |", "| --- | --- |"]
        lines += [
            f"| [`{path}`]({path}.md) | {_cell(module)} |"
            for path, module in modules().items()
            if path.split(".")[0] == package
        ]
    return "\n".join(lines) + "\n"


def page(module: Any) -> str:
    """Text of the page of a module."""
    lines = [f"# `{module.path}`", "", *_told(module)]
    for one in names(module):
        lines += _entry(one, "##")
        for part in parts(one) if one.is_class else ():
            lines += _entry(part, "###")
    return "\n".join(lines) + "\n"


def _cell(module: Any) -> str:
    text = module.docstring.value.strip().split("\n\n")[0] if module.docstring else ""
    return _markdown(" ".join(text.split())).replace("|", "\\|")


def _entry(one: Any, level: str) -> Iterator[str]:
    owner = f"{one.parent.name}." if one.parent.is_class else ""
    yield from ("", f"{level} `{owner}{one.name}`", "")
    yield from ("```python", _signature(one), "```", "")
    yield from _told(one)


def _signature(one: Any) -> str:
    if one.is_class:
        bases = ", ".join(str(b) for b in one.bases)
        fields = [f"    {_field(m)}" for m in one.members.values() if _is_field(m)]
        head = f"class {one.name}({bases}):" if bases else f"class {one.name}:"
        return "\n".join([head, *(fields or ["    ..."])])
    if one.is_function:
        line = str(one.signature())
        return line if len(line) <= _WIDTH else _over_lines(one)
    value = str(one.value)
    line = f"{one.name}: {one.annotation}" if one.annotation else one.name
    return f"{line} = {value}" if value != "None" and len(value) <= _WIDTH else line


_STARS: Final = {"variadic positional": "*", "variadic keyword": "**"}


def _over_lines(one: Any) -> str:
    """Signature with a parameter a line."""
    lines = [f"{one.name}("]
    starred = False
    for parameter in one.parameters:
        if parameter.kind.value == "keyword-only" and not starred:
            lines.append("    *,")
        starred = starred or parameter.kind.value in ("keyword-only", "variadic positional")
        kind = f": {parameter.annotation}" if parameter.annotation else ""
        value = f" = {parameter.default}" if parameter.default and not _stars(parameter) else ""
        lines.append(f"    {_stars(parameter)}{parameter.name}{kind}{value},")
    back = f" -> {one.returns}" if one.returns else ""
    return "\n".join([*lines, f"){back}"])


def _stars(parameter: Any) -> str:
    return _STARS.get(parameter.kind.value, "")


def _is_field(member: Any) -> bool:
    plain = member.is_attribute and "property" not in member.labels
    return plain and not member.name.startswith("_") and member.name != "model_config"


def _field(member: Any) -> str:
    text = f"{member.name}: {member.annotation}" if member.annotation else member.name
    return f"{text} = {member.value}" if member.value is not None else text


def _told(one: Any) -> Iterator[str]:
    for section in one.docstring.parsed if one.docstring else ():
        yield from (*_section(section), "")
    if one.is_class:
        yield from (
            f"- `{m.name}`: {_markdown(' '.join(m.docstring.value.split()))}"
            for m in one.members.values()
            if _is_field(m) and m.docstring
        )


def _section(section: Any) -> Iterator[str]:
    kind = section.kind.value
    if kind == "text":
        yield _markdown(section.value)
    elif kind == "examples":
        yield from _examples(section.value)
    elif kind == "admonition":
        yield from (f"**{section.title}**", "", _markdown(section.value.description))
    else:
        yield from (f"**{_HEADS[kind]}**", "")
        yield from (_item(x) for x in section.value)


def _item(x: Any) -> str:
    name = f"`{x.name}`" if getattr(x, "name", "") else ""
    kind = f"`{x.annotation}`" if x.annotation and not name else ""
    said = " ".join(_markdown(x.description).split())
    return f"- {name}{kind}: {said}" if said else f"- {name}{kind}"


def _examples(value: Any) -> Iterator[str]:
    yield from ("**Examples**", "")
    for kind, text in value:
        if kind.value == "text":
            yield from (_markdown(text), "")
        else:
            yield from ("```pycon", text, "```", "")


def _markdown(text: str) -> str:
    """Docstring as Markdown: references to names led to their pages, single backquotes."""
    text = _ROLE.sub(lambda found: _link(found[1]), text.replace("``", "`"))
    text = _CITED.sub(r"[\1]", _NOTE.sub(r"[\1] ", text))
    return re.sub(r"(?<![`\w])\*(\w+)\*(?!\w)", r"*\1*", text)


def _link(path: str) -> str:
    """A name as a link to where it is told, or as it is where it is told nowhere."""
    module, _, rest = path, "", ""
    while module and module not in modules():
        module, _, last = module.rpartition(".")
        rest = f"{last}.{rest}" if rest else last
    if not module or (rest and rest not in _told_names(module)):
        return f"`{path}`"
    at = f"#{rest.replace('.', '').lower()}" if rest else ""
    return f"[`{path}`]({module}.md{at})"


@cache
def _told_names(module: str) -> frozenset[str]:
    """Names that the page of a module has a heading for."""
    told = set()
    for one in names(modules()[module]):
        told.add(one.name)
        told |= {f"{one.name}.{p.name}" for p in (parts(one) if one.is_class else ())}
    return frozenset(told)
