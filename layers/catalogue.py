"""
The catalogue: every national source that is known by name, with its address and how it is cited.

It is data (``catalogue.toml``): a planner can read it, a technician can check an address in it.
"""

import os
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict

from land.arrondissements import instead_of_cities, with_arrondissements
from land.errors import SchemaError

Each = Literal["", "commune", "departement", "osm_region"]
Kind = Literal[
    "geojson",
    "gzip",
    "zip",
    "7z",
    "parquet",
    "csv",
    "xlsx",
    "pbf",
    "gpkg",
    "edigeo",
    "gtfs",
    "wfs",
    "paged",
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Address(_Part):
    """
    Where a source, or a part of it, lies.

    Parameters
    ----------
    url : str
        Template; names in braces are filled by :func:`addresses`.
    each : str
        What there is one file of: a commune, a département, a region of OpenStreetMap; the
        whole source where empty.
    kind : str
        What is there: a file of a kind, a WFS 2.0, or an answer in pages that name the next one.
    file : str
        Name to keep it under, where the address does not end with one.
    member, layer : str
        File inside an archive (with ``*``), and layer inside a file.
    typename, sort_by : str
        Feature type of a WFS, and the property that gives its features a stable order.
    records : str
        Name of the list of rows in an answer in pages.
    joins_on : str
        Column on which this part is joined to the first one.
    territory : str
        Key of the only territory that it is of; every territory where empty.
    arrondissements : str
        For Paris, Lyon and Marseille, one file of each arrondissement ``instead`` of the city, or
        ``also``; the city alone where empty.
    sha256 : str
        Hash that the file must have, where its producer publishes one.
    evidence : str
        ``read`` in public documentation or code, or from ``memory``.
    """

    url: str
    each: Each = ""
    kind: Kind
    file: str = ""
    member: str = ""
    layer: str = ""
    typename: str = ""
    sort_by: str = ""
    records: str = ""
    joins_on: str = ""
    territory: str = ""
    arrondissements: Literal["", "instead", "also"] = ""
    sha256: str = ""
    evidence: Literal["read", "memory"]


class Points(_Part):
    """Columns that hold the place of a row, and the system that they are in."""

    x: str
    y: str
    crs: int = 4326


class Entry(_Part):
    """
    A source by name.

    Parameters
    ----------
    key : str
        Its name on the command line.
    reader : str
        Module of ``layers.sources`` that knows its columns and codes.
    role : str
        Role of the layer that it gives.
    title, note : mapping of str to str
        By language; the note says what a reader must do by hand.
    producer, licence, vintage : str
        How to cite it; a vintage is written where the address holds one.
    rhythm : str
        How often the producer renews it.
    expected : tuple of str
        Columns, in lower case, without which it is not the source that we know.
    columns : str
        How its columns are known: ``rows`` of the producer are read by a test, its
        ``documentation`` or a standard was read, public ``code`` that opens its file was read,
        or nobody confirmed them (``unconfirmed``).
    columns_in : str
        What was read; empty where nothing was.
    clip : str
        ``geometry`` (features that touch the territory), ``commune`` (rows of its communes),
        ``departement``, ``none``.
    commune_columns : tuple of str
        Columns that hold an INSEE code; a row is kept where one of them is of the territory.
    buffer_m : float
        How far around the territory features are kept. [m]
    defaults : mapping of str to str
        Constants of the role that the file does not say.
    points : Points or None
        Columns that make the geometry of a table.
    attributes : bool
        Whether it is a table to be joined to the communes.
    optional : bool
        Whether it is left out unless it is asked for.
    parameters : mapping of str to str
        Values in the addresses that a user may change.
    address : tuple of Address
        Where it lies.
    """

    key: str
    reader: str
    role: str
    title: Mapping[str, str]
    note: Mapping[str, str] = {}
    producer: str
    licence: str
    vintage: str = ""
    rhythm: str
    expected: tuple[str, ...]
    columns: Literal["rows", "documentation", "code", "unconfirmed"]
    columns_in: str = ""
    clip: Literal["geometry", "commune", "departement", "none"] = "geometry"
    commune_columns: tuple[str, ...] = ()
    buffer_m: float = 1000.0
    defaults: Mapping[str, str] = {}
    points: Points | None = None
    attributes: bool = False
    optional: bool = False
    parameters: Mapping[str, str] = {}
    address: tuple[Address, ...]


class Catalogue(_Part):
    """Every source, the servers that hold them, and the regions of OpenStreetMap."""

    bases: Mapping[str, str]
    source: tuple[Entry, ...]
    osm_regions: Mapping[str, tuple[str, ...]]


@cache
def catalogue() -> Catalogue:
    """
    The catalogue that comes with the toolkit.

    Examples
    --------
    >>> catalogue().bases["cadastre"]
    'https://cadastre.data.gouv.fr'
    """
    text = resources.files("layers").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return Catalogue.model_validate(tomllib.loads(text))


def entry(key: str) -> Entry:
    """
    One source.

    Raises
    ------
    SchemaError
        If there is none of that name; lists those there are.

    Examples
    --------
    >>> entry("sirene").role
    'establishment'
    """
    known = {one.key: one for one in catalogue().source}
    if key not in known:
        raise SchemaError("no source « {key} »; known: {known}", key=key, known=list(known))
    return known[key]


def bases() -> dict[str, str]:
    """
    Address of each server; ``ZAE_BASE_<NAME>`` of the environment replaces one.

    Examples
    --------
    >>> bases()["geopf"]
    'https://data.geopf.fr'
    """
    return {
        name: os.environ.get(f"ZAE_BASE_{name.upper()}", base).rstrip("/")
        for name, base in catalogue().bases.items()
    }


def departement(insee: str) -> str:
    """
    Département of a commune.

    Examples
    --------
    >>> departement("2A004"), departement("97411"), departement("34172")
    ('2A', '974', '34')
    """
    return insee[:3] if insee.startswith("97") else insee[:2]


def addresses(
    source: Entry,
    *,
    communes: Iterable[str],
    territory: str = "",
    siren: str = "",
    parameters: Mapping[str, str] | None = None,
) -> list[tuple[Address, str]]:
    """
    Every address to ask, for the communes of a territory.

    Parameters
    ----------
    source : Entry
        The source.
    communes : iterable of str
        INSEE codes.
    territory, siren : str
        Key and SIREN of the territory.
    parameters : mapping of str to str, optional
        Values that replace those of the source.

    Returns
    -------
    list of (Address, str)
        Each part with its address filled; empty where nothing is known of this territory.

    Examples
    --------
    >>> found = addresses(entry("cadastre-parcelles"), communes=["25354"])
    >>> found[0][1].rsplit("/", 3)[1:]
    ['25', '25354', 'cadastre-25354-parcelles.json.gz']
    """
    codes = sorted(communes)
    known = {**bases(), **source.parameters, **(parameters or {}), "siren": siren}
    found = []
    for address in source.address:
        if address.territory and address.territory != territory:
            continue
        for place in _places(address, codes):
            url = address.url.format(**known, **place)
            found.append((address, url))
    return found


def _places(address: Address, codes: list[str]) -> list[dict[str, str]]:
    each = address.each
    departements = sorted({departement(code) for code in codes})
    if each == "commune":
        asked = {
            "": codes,
            "also": sorted(with_arrondissements(codes)),
            "instead": instead_of_cities(codes),
        }[address.arrondissements]
        return [{"insee": c, **_department(departement(c))} for c in asked]
    if each == "departement":
        return [_department(d) for d in departements]
    if each == "osm_region":
        regions = catalogue().osm_regions
        wanted = {name for name, held in regions.items() if set(held) & set(departements)}
        return [{"osm_region": name} for name in sorted(wanted)]
    return [{}]


def _department(code: str) -> dict[str, str]:
    return {"departement": code, "departement3": code.zfill(3)}
