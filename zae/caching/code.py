"""What a criterion is made of: its source, that of every module it imports, its libraries."""

import ast
import hashlib
from collections.abc import Callable
from functools import cache
from importlib import resources, util
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import shapely

FLOORS: Final = ("criteria", "land")
"""Packages whose source is followed."""

LIBRARIES: Final = ("geopandas", "numpy", "pandas", "pyproj", "scipy", "shapely")
DATA: Final = "*.toml"
"""Parameters that models read, beside the modules of ``criteria``."""


def version_of(function: Callable[..., Any]) -> str:
    """
    Hash of the source behind a function.

    Parameters
    ----------
    function : callable
        Of a module of ``criteria`` or ``land``.

    Returns
    -------
    str
        Hexadecimal digits; they change with a line of its module, of a module that it imports
        within these two packages, however far, with the parameters of the models, and with the
        versions of the libraries and of GEOS.

    Examples
    --------
    >>> from criteria import ecology
    >>> version_of(ecology.hazard_class) == version_of(ecology.heritage_share)
    True
    """
    found = hashlib.sha256(repr((function.__module__, function.__qualname__)[:1]).encode())
    for name in sorted(imported(function.__module__)):
        found.update(name.encode() + _source(name))
    for path in sorted(resources.files("criteria").iterdir(), key=lambda p: p.name):
        if path.name.endswith(DATA[1:]):
            found.update(path.name.encode() + path.read_bytes())
    found.update(repr([(name, version(name)) for name in LIBRARIES]).encode())
    found.update(repr(shapely.geos_version).encode())
    return found.hexdigest()


def imported(module: str) -> frozenset[str]:
    """
    Module and all modules of ``FLOORS`` that it imports, directly or not.

    Examples
    --------
    >>> "land.measures.covered" in imported("criteria.ecology")
    True
    """
    met, waiting = set(), [module]
    while waiting:
        name = waiting.pop()
        if name not in met:
            met.add(name)
            waiting += _imports(_source(name))
    return frozenset(met)


def _source(name: str) -> bytes:
    spec = util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(name)
    return Path(spec.origin).read_bytes()


@cache
def _imports(source: bytes) -> tuple[str, ...]:
    named: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            named |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    ours = {n for n in named if n.split(".")[0] in FLOORS}
    return tuple(sorted(n for n in ours if _is_module(n)))


def _is_module(name: str) -> bool:
    try:
        return util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False
