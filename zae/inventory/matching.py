"""
Which business stands on which land unit: by its place, by its address, with a confidence.

A register of businesses gives a point of some quality and an address; neither is proof. Each
possible unit of a business gets a confidence; what stays under :data:`REVIEW` goes to a person.
"""

import re
import unicodedata
from typing import Final

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from land.ids import split_refs

REVIEW: Final = 0.8
"""Confidence from which a match is taken without a person. [0-1] *assumed*"""

NEAR_M: Final = 25.0
"""A point on its street may belong to a unit this near. [m] *assumed*"""

BOTH, PLACE, ADDRESS, VAGUE_PLACE, SEVERAL, NEAR, NEAR_SEVERAL, DISAGREE = (
    0.98, 0.9, 0.85, 0.7, 0.6, 0.5, 0.3, 0.5,
)  # fmt: skip
"""
Confidence by kind of match. [0-1] *assumed*: place and address agree; a good place alone; an
address alone; a place of unknown quality; an address of several units; one unit near the point;
several near it; place and address name two units.
"""

FINE: Final = ("building", "parcel", "address")
COARSE: Final = ("street", "locality", "commune", "none")
SCI: Final = ("6540", "6541", "6542", "6543", "6544")
"""Legal categories of property companies (sociétés civiles immobilières), Insee level III."""

LETTING: Final = ("68.20A", "68.20B")
"""Activities of letting one's own property: the landlord, not an occupant (NAF rév. 2)."""

_SHORT: Final = {
    "AV": "AVENUE", "AVE": "AVENUE", "BD": "BOULEVARD", "BLD": "BOULEVARD", "BVD": "BOULEVARD",
    "RTE": "ROUTE", "CHE": "CHEMIN", "CH": "CHEMIN", "IMP": "IMPASSE", "ALL": "ALLEE",
    "PL": "PLACE", "SQ": "SQUARE", "FG": "FAUBOURG", "FBG": "FAUBOURG", "QU": "QUAI",
    "ST": "SAINT", "STE": "SAINTE", "R": "RUE", "CRS": "COURS", "PASS": "PASSAGE",
}  # fmt: skip

CANDIDATE_COLUMNS: Final = ("establishment_id", "unit_id", "method", "confidence")


def address_key(addresses: Series) -> Series:
    """
    Addresses as one spelling: no accents, no capitals to tell apart, short forms written out.

    Examples
    --------
    >>> address_key(Series(["12 bis, av. de l'Église", "12 BIS AVENUE DE L EGLISE"])).tolist()
    ['12 BIS AVENUE DE L EGLISE', '12 BIS AVENUE DE L EGLISE']
    """
    return addresses.astype(object).map(_plain, na_action="ignore")


def _plain(text: object) -> str:
    spaced = str(text).replace("\u2019", " ")  # the apostrophe of a typeset address
    bare = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode().upper()
    words = re.split(r"[^0-9A-Z]+", bare)
    return " ".join(_SHORT.get(w, w) for w in words if w)


def candidates(
    establishments: GeoDataFrame, units: GeoDataFrame, addresses: GeoDataFrame | None = None
) -> DataFrame:
    """
    Units on which each business may stand, with a confidence.

    Parameters
    ----------
    establishments : GeoDataFrame
        Role ``establishment``. [projected, m]
    units : GeoDataFrame
        Land units, their ids in the index, ``parcels`` joined by ``|``. [projected, m]
    addresses : GeoDataFrame, optional
        Role ``address``: what links an address to parcels, or to a point on a unit.

    Returns
    -------
    DataFrame
        ``CANDIDATE_COLUMNS``, best first in each business; ``method`` is ``both``, ``place``,
        ``address`` or ``near``. Businesses without any possible unit have no row.
    """
    quality = establishments["location_quality"].astype(object).fillna("unknown")
    place = _by_place(establishments, units, quality)
    named = _by_address(establishments, units, addresses)
    near = _nearby(establishments, units, quality)
    near = near[~near["establishment_id"].isin([*place["establishment_id"],
                                                *named["establishment_id"]])]  # fmt: skip
    every = pd.concat([_joined(place, named), near], ignore_index=True)
    order = ["establishment_id", "confidence", "unit_id"]
    return every.sort_values(order, ascending=[True, False, True], ignore_index=True)


def _by_place(firms: GeoDataFrame, units: GeoDataFrame, quality: Series) -> DataFrame:
    known = ~firms.geometry.isna() & ~quality.isin(COARSE)
    inside = firms[known]
    firm, unit = units.sindex.query(inside.geometry.array, predicate="intersects")
    first = np.unique(firm, return_index=True)[1]  # on a common edge: the first unit
    fine = quality[inside.index].isin(FINE).to_numpy()[firm[first]]
    return _rows(inside.index[firm[first]], units.index[unit[first]], "place",
                 np.where(fine, PLACE, VAGUE_PLACE))  # fmt: skip


def _by_address(
    firms: GeoDataFrame, units: GeoDataFrame, addresses: GeoDataFrame | None
) -> DataFrame:
    if addresses is None or firms["address"].isna().all():
        return _rows([], [], "address", [])
    of_unit = _units_of_addresses(addresses, units)
    keys = DataFrame({"establishment_id": firms.index, "key": _key_of(firms).to_numpy()}).dropna()
    met = keys.merge(of_unit, on="key").drop_duplicates(["establishment_id", "unit_id"])
    several = met.groupby("establishment_id")["unit_id"].transform("size") > 1
    confidence = np.where(several, SEVERAL, ADDRESS)
    return _rows(met["establishment_id"], met["unit_id"], "address", confidence)


def _key_of(frame: GeoDataFrame) -> Series:
    commune = frame["commune_insee"].astype(object).fillna("")
    return Series(commune + "/" + address_key(frame["address"]), index=frame.index)


def _units_of_addresses(addresses: GeoDataFrame, units: GeoDataFrame) -> DataFrame:
    """Key of each address with the units of its parcels, or the unit under its point."""
    held = units["parcels"].str.split("|").explode()
    unit_of = Series(held.index, index=held.to_numpy())
    keys = _key_of(addresses)
    refs = addresses["parcel_refs"].fillna("").astype(str).map(split_refs)
    listed = DataFrame({"key": keys, "unit_id": refs}).explode("unit_id")
    listed["unit_id"] = listed["unit_id"].map(unit_of)
    row, unit = units.sindex.query(addresses.geometry.array, predicate="intersects")
    pointed = DataFrame({"key": keys.to_numpy()[row], "unit_id": units.index[unit]})
    unnamed = pointed["key"].isin(keys[refs.str.len() == 0])
    return pd.concat([listed, pointed[unnamed]]).dropna().drop_duplicates()


def _nearby(firms: GeoDataFrame, units: GeoDataFrame, quality: Series) -> DataFrame:
    """Units within reach of a point that lies in none, or on its street only."""
    loose = firms[~firms.geometry.isna() & ~quality.isin(["locality", "commune", "none"])]
    firm, unit = shapely.STRtree(units.geometry.array).query(
        np.asarray(loose.geometry.array), predicate="dwithin", distance=NEAR_M
    )
    several = np.bincount(firm, minlength=len(loose))[firm] > 1
    return _rows(loose.index[firm], units.index[unit], "near",
                 np.where(several, NEAR_SEVERAL, NEAR))  # fmt: skip


def _rows(firm: object, unit: object, method: str, confidence: object) -> DataFrame:
    columns = {"establishment_id": firm, "unit_id": unit, "confidence": confidence}
    table = DataFrame({k: np.asarray(v, dtype=object) for k, v in columns.items()})
    table["method"] = method
    return table.astype({"confidence": float})[list(CANDIDATE_COLUMNS)]


def _joined(place: DataFrame, named: DataFrame) -> DataFrame:
    """Place and address together: agreed, or at odds."""
    keys = ["establishment_id", "unit_id"]
    both = place.merge(named, on=keys, how="outer", suffixes=("_place", "_address"))
    agreed = both["method_place"].notna() & both["method_address"].notna()
    one = both["method_place"].fillna(both["method_address"])
    confidence = both["confidence_place"].fillna(both["confidence_address"])
    settled = agreed.groupby(both["establishment_id"]).transform("any")
    sides = both[["method_place", "method_address"]].notna()
    two = sides.groupby(both["establishment_id"]).transform("any").all(axis=1)
    confidence = confidence.mask(two & ~settled, confidence.clip(upper=DISAGREE))
    out = both[keys].assign(
        method=one.mask(agreed, "both"), confidence=confidence.mask(agreed, BOTH)
    )
    return out[agreed | ~settled][list(CANDIDATE_COLUMNS)]


def is_counted(establishments: DataFrame) -> Series:
    """
    Whether each business counts as an occupant: property companies and landlords do not.

    Parameters
    ----------
    establishments : DataFrame
        ``legal_category``, ``activity_code``.

    Returns
    -------
    Series of bool
        On the same index.

    References
    ----------
    .. [1] CNIG, Géostandard Sites économiques v2024-10: SCI are left out of ``site_nb_etab``.

    Examples
    --------
    >>> firms = DataFrame({"legal_category": ["6540", "5710", None],
    ...                    "activity_code": ["68.20B", "25.62B", "6820A"]})
    >>> is_counted(firms).tolist()
    [False, True, False]
    """
    code = establishments["activity_code"].astype(object).fillna("").str.replace(".", "")
    letting = code.isin([c.replace(".", "") for c in LETTING])
    return ~(establishments["legal_category"].isin(SCI) | letting).astype(bool)


def is_liable(establishments: DataFrame) -> Series:
    """
    Whether the activity of each business is liable to CFE, as far as its legal form tells.

    Parameters
    ----------
    establishments : DataFrame
        ``legal_category``, ``activity_code``.

    Returns
    -------
    Series of bool
        True for a business; False for a public body (7xxx); missing for an association,
        foundation or union (8xxx, 9xxx) and for farming (NAF 01 to 03), which may or may not be.

    References
    ----------
    .. [1] Code général des impôts, art. 1447 (field), 1449 and 1450 (public bodies, farmers).

    Examples
    --------
    >>> firms = DataFrame({"legal_category": ["5710", "7210", "9220"],
    ...                    "activity_code": ["25.62B", "84.11Z", "94.99Z"]})
    >>> is_liable(firms).tolist()
    [True, False, <NA>]
    """
    form = establishments["legal_category"].astype(object).fillna("").str[:1]
    sector = establishments["activity_code"].astype(object).fillna("").str[:2]
    liable = Series(data=True, index=establishments.index, dtype="boolean")
    liable = liable.mask(form.isin(["8", "9"]) | sector.isin(["01", "02", "03"]), pd.NA)
    return liable.mask(form == "7", other=False)
