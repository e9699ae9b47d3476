"""What a role is, and the lists of values that its columns may hold."""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "integer", "number", "boolean", "date"]
Geometry = Literal["point", "line", "polygon", "any", "table", "raster"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """
    One column of a role.

    Parameters
    ----------
    name : str
        Our name; the unit is its suffix where it has one.
    kind : str
        ``text``, ``integer``, ``number``, ``boolean`` or ``date``.
    label : str
        What a French reader sees.
    required : bool
        Whether a layer without it is refused.
    unit : str
        Unit, as printed in the glossary.
    choices : tuple of str
        Allowed values; empty where any text goes.
    low, high : float or None
        Allowed range, ends included.
    restricted : bool
        Never leaves in a public edition.
    """

    name: str
    kind: Kind
    label: str
    required: bool = False
    unit: str = ""
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    restricted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role: its name, its French label, its geometry, its id column and its columns."""

    name: str
    label: str
    geometry: Geometry
    id: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(c.name for c in self.columns)


OWNER_TYPES: Final = (
    "person", "state", "region", "department", "epci", "commune", "other_public",
    "public_land_agency", "developer", "investor", "company", "social_housing", "unknown",
)  # fmt: skip
USAGES: Final = (
    "residential", "commercial", "industrial", "agricultural", "public", "annex", "mixed",
    "unknown",
)  # fmt: skip
VOCATIONS: Final = ("artisanat", "industrie", "logistique", "tertiaire", "commerce")
PROTECTIONS: Final = (
    "natura2000", "znieff1", "znieff2", "wetland", "appb", "nature_reserve",
    "green_reservoir", "green_corridor", "other",
)  # fmt: skip
LOCATION_QUALITIES: Final = (
    "building", "parcel", "address", "street", "locality", "commune", "none", "unknown",
)  # fmt: skip
"""How finely a business is located, best first: classes of CNIG « geocodage_qualite »."""
PROFILES: Final = ("cadres", "professions_intermediaires", "employes", "ouvriers")
"""Profiles of jobs and workers: the four employee groups of the PCS (Insee)."""
