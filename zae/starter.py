"""A study file to start from: commented, for one of the territories that come with the toolkit."""

import json
from importlib import resources
from pathlib import Path
from typing import Final

from jinja2 import Environment, StrictUndefined

from criteria.grid import DEFAULT as DEFAULT_GRID
from land.availability import Thresholds
from land.errors import ZaeError
from layers import ROLES
from zae.messages import Lang, translator
from zae.territory import territory

USED: Final = ("zone", "friche", "parcel", "building", "commune", "street", "stop")
"""Roles that a study mostly starts with; the others are there behind a #."""


class AlreadyThereError(ZaeError, FileExistsError):
    """A file would be overwritten."""


def write_starter(key: str, out: Path | None = None, *, lang: Lang) -> Path:
    """
    Write a commented study file.

    Parameters
    ----------
    key : str
        Key or SIREN of a territory.
    out : Path or None
        File to write; ``etude-<key>.toml`` in the current folder where None.
    lang : str
        Language of the comments.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    TerritoryError
        If there is no such territory.
    AlreadyThereError
        If the file exists: what somebody completed is never overwritten.
    """
    path = out or Path(f"etude-{territory(key).key}.toml")
    text = starter(key, lang=lang, file=path.name)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise AlreadyThereError("{file} exists already; choose another --out", file=path) from error
    return path


def starter(key: str, *, lang: Lang, file: str = "etude.toml") -> str:
    """
    Text of a commented study file.

    Parameters
    ----------
    key : str
        Key or SIREN of a territory.
    lang : str
        Language of the comments.
    file : str
        Name that the file will have.

    Returns
    -------
    str
        TOML.

    Raises
    ------
    TerritoryError
        If there is no such territory.

    Examples
    --------
    >>> starter("lille", lang="en").splitlines()[0]
    '# Study of Métropole Européenne de Lille (SIREN 200093201, 95 communes).'
    """
    template = resources.files("zae").joinpath("templates/study.toml.j2")
    environment = Environment(  # noqa: S701  TOML, not HTML: nothing to escape
        undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    environment.filters |= {"toml": _quoted, "fill": str.format}
    environment.globals["_"] = translator(lang)
    return environment.from_string(template.read_text(encoding="utf-8")).render(
        territory=territory(key),
        lang=lang,
        file=file,
        grid=DEFAULT_GRID,
        thresholds=Thresholds(),
        roles=ROLES,
        used=[(role, _example(role)) for role in USED],
        others=[(role, _example(role)) for role in ROLES if role not in USED],
    )


def _quoted(text: str) -> str:
    """Text as a basic TOML string: the escapes of JSON are those of TOML."""
    return json.dumps(text, ensure_ascii=False)


def _example(role: str) -> str:
    ending = {"table": "csv", "raster": "tif"}.get(ROLES[role].geometry, "gpkg")
    return f"donnees/{role}.{ending}"
