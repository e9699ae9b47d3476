"""Ids of zones in the form of the CNIG standard: their own, the one they had, else a new number."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from geopandas import GeoDataFrame
from pandas import DataFrame, Series

_SITE: Final = re.compile(r"\d[0-9AB]\d{3}_SITE-ECO_(\d{5})")
_HIGHEST: Final = 99_999


def site_ids(insee: Series, units: DataFrame, before: GeoDataFrame | DataFrame | None) -> Series:
    """
    Id of each zone under which it is delivered; no two zones have the same.

    Parameters
    ----------
    insee : Series of str
        INSEE code of each zone, indexed by its id in the layer.
    units : DataFrame
        Land units, with ``site_id`` (id of their zone in the layer) and ``area_m2``.
    before : GeoDataFrame or None
        Land units of the inventory before, with ``site_id`` (id in the standard's form).

    Returns
    -------
    Series of str
        In the order of ``insee``. A zone whose id in the layer has the form keeps it; another has
        the site of the inventory before that held most of its ground, unless a zone now bears that
        id itself; the others have a number that none has or had.

    Examples
    --------
    >>> zones = Series({"34172_SITE-ECO_00001": "34172", "Z2": "34172"})
    >>> site_ids(zones, DataFrame(), None).tolist()
    ['34172_SITE-ECO_00001', '34172_SITE-ECO_00002']
    """
    own = {zone: str(zone) for zone in insee.index if _SITE.fullmatch(str(zone))}
    handed = _handed_down(units, before)
    known = {*own.values(), *handed.values()}
    if before is not None and "site_id" in before:
        known |= set(before["site_id"].dropna())
    found = {z: site for z, site in handed.items() if site not in own.values()} | own
    numbers = _free_numbers(known)
    return Series(
        [found[zone] if zone in found else _numbered(commune, next(numbers))
         for zone, commune in insee.items()], dtype=object,
    )  # fmt: skip


def _numbered(commune: object, number: int) -> str:
    return f"{commune if isinstance(commune, str) else '00000'}_SITE-ECO_{number:05d}"


def _free_numbers(known: set[str]) -> Iterator[int]:
    """Numbers after the highest that is known; once five digits are used up, the gaps."""
    taken = {int(m[1]) for m in map(_SITE.fullmatch, known) if m}
    first = max(taken, default=0) + 1
    return (n for n in chain(range(first, _HIGHEST + 1), range(1, first)) if n not in taken)


def _handed_down(units: DataFrame, before: GeoDataFrame | DataFrame | None) -> dict[object, str]:
    """Site of the inventory before that has most of the ground of each zone."""
    if before is None or "site_id" not in before:
        return {}
    held = DataFrame({"zone": units["site_id"], "area_m2": units["area_m2"],
                      "site": before["site_id"].reindex(units.index)})  # fmt: skip
    shared = held.dropna().groupby(["zone", "site"])["area_m2"].sum().sort_values(ascending=False)
    found: dict[object, str] = {}
    for zone, site in shared.index:
        if zone not in found and site not in found.values():
            found[zone] = site
    return found
