"""The page: template, style, program and library, put together under a strict policy."""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from land.errors import ZaeError
from zae.publish.webmap.columns import deflated
from zae.publish.webmap.content import Content

BASE_MAP: Final = "https://data.geopf.fr"
"""The only host that the page may ever ask, and only when the reader wants a base map."""

FIRST: Final = ("shape", "look")
"""Packs of the first glance: they stand before the program, the others after it."""

PROGRAM: Final = (
    "words", "dom", "beside", "decode", "scores", "firm", "model", "state", "labels", "filters",
    "images", "marks", "looks", "legend", "table", "reasons", "winner", "weights", "compare",
    "remarks", "print", "sketch", "glance", "sheet", "controls", "surroundings", "archive", "dots",
    "map", "app",
)  # fmt: skip
"""Modules of the program, each after those it imports."""

_MODULE_LINES: Final = re.compile(r"^import .*?;\n|^export (?=\w)", re.MULTILINE | re.DOTALL)
_MESSAGE: Final = re.compile(r'\bt\(\s*"((?:[^"\\]|\\.)*)"')
_LISTING: Final = ("labels", "controls")
_LISTED: Final = re.compile(r'^\s+(?:\w+|""): "([^"]+)",$', re.MULTILINE)


class LibraryError(ZaeError, ImportError):
    """The installed ``maplibre`` package does not hold what the page needs."""


def assemble(
    content: Content,
    *,
    still: str,
    translate: Callable[[str], str],
    titles: dict[str, str],
    beside: str = "",
) -> str:
    """
    The whole page.

    Parameters
    ----------
    content : Content
        Head and packs.
    still : str
        The still map, an SVG element.
    translate : callable
        Translation of a message.
    titles : dict
        ``title``, ``territory``, ``grid`` and ``edition``, as plain text.
    beside : str
        Name of the folder that holds the packs; the page holds them itself where it is empty.

    Returns
    -------
    str
        HTML, which asks nothing of any server.
    """
    code, library = program(), _library("maplibre-gl.js")
    style, library_style = _own("style.css"), _library("maplibre-gl.css")
    head = content.head | {"strings": {m: translate(m) for m in messages()}}
    environment = Environment(
        loader=PackageLoader("zae.publish.webmap", "."), autoescape=True, undefined=StrictUndefined
    )
    environment.globals["_"] = translate
    return environment.get_template("page.html.j2").render(
        **titles,
        lang=head["lang"],
        policy=policy(scripts=(code, library), styles=(style, library_style), folder=bool(beside)),
        beside=beside,
        head=inert(head),
        packs={} if beside else content.packs,
        first=[n for n in content.packs if n.startswith(FIRST)],
        still_map=still,
        library=deflated(library.encode()),
        library_style=deflated(library_style.encode()),
        style=style,
        program=code,
    )


def program() -> str:
    """
    The program of the page: its modules, one after the other in a scope of their own.

    Examples
    --------
    >>> program().startswith('"use strict";') and "import {" not in program()
    True
    """
    modules = (_MODULE_LINES.sub("", _own(f"js/{name}.js")) for name in PROGRAM)
    joined = "\n".join(modules)
    return f'"use strict";\n(() => {{\n{joined}\n}})();\n'


def messages() -> list[str]:
    """
    Every message of the program, in English, sorted.

    Examples
    --------
    >>> "Score not known" in messages()
    True
    """
    found: set[str] = set()
    for name in PROGRAM:
        text = _own(f"js/{name}.js")
        found |= set(_MESSAGE.findall(text))
        if name in _LISTING:
            found |= set(_LISTED.findall(text))
    return sorted(found)


def policy(*, scripts: tuple[str, ...], styles: tuple[str, ...], folder: bool = False) -> str:
    """
    Content policy: these scripts and styles by their hash, and nothing from anywhere else.

    Parameters
    ----------
    scripts, styles : tuple of str
        Texts of the inline elements.
    folder : bool
        Whether these scripts may load others: those of the folder beside the page.

    Returns
    -------
    str
        The policy; only the base map may be fetched, which happens on demand alone.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(_hash, scripts))}" + " 'strict-dynamic'" * folder,
            f"style-src {' '.join(map(_hash, styles))}",
            f"img-src data: blob: {BASE_MAP}",
            f"connect-src {BASE_MAP}" + " 'self'" * folder,
            "worker-src blob:",
            "form-action 'none'",
            "base-uri 'none'",
        )
    )


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def inert(value: Any) -> str:
    r"""
    JSON that cannot end the script element it stands in.

    Examples
    --------
    >>> print(inert({"name": "</script>"}))
    {"name":"\u003c/script>"}
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _own(name: str) -> str:
    return resources.files("zae.publish.webmap").joinpath(name).read_text(encoding="utf-8")


def _library(name: str) -> str:
    """File of MapLibre GL from the installed package; a line that names a map file is left out."""
    # Found, not imported: importing it starts frameworks that the page has no use for.
    spec = find_spec("maplibre")
    file = Path(spec.origin if spec and spec.origin else "maplibre").parent / "srcjs" / name
    if not file.is_file():
        raise LibraryError(
            "package maplibre holds no srcjs/{name}; install a version that does, e.g. 0.3.6",
            name=name,
        )
    text = file.read_text(encoding="utf-8")
    return re.sub(r"\n//# sourceMappingURL=.*", "", text).replace("\r\n", "\n")
