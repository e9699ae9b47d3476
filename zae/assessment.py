"""What an assessment is: everything that the maps, reports and tables are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from geopandas import GeoDataFrame
from pandas import DataFrame, Index

from criteria.facts import Facts
from criteria.grid import Grid
from criteria.project import Project
from criteria.scores import Scores, among
from layers import Layer, Raster
from zae.firmness import Firmness
from zae.study import Study
from zae.territory import Territory

REMARK_COLUMNS: Final = (
    "site_id", "author", "written", "text", "project", "score", "letter", "weights_moved", "grid",
    "grid_version", "study",
)  # fmt: skip
"""Columns of the remarks: what was written, and what the reader then saw of the site."""

COPIED_ROWS: Final = 200_000
"""
Rows of a layer that the GeoPackage copies for its readers to see the sites among them: some 100 MB
of outlines. A layer of more stays in its file, and the account says so.
"""


def copied(layer: Layer | Raster) -> bool:
    """Whether a layer is copied into the GeoPackage: it has outlines, and not too many."""
    return (
        isinstance(layer, Layer)
        and isinstance(layer.frame, GeoDataFrame)
        and len(layer.frame) <= COPIED_ROWS
    )


def no_remarks() -> DataFrame:
    """
    No remark.

    Examples
    --------
    >>> len(no_remarks()), no_remarks().columns[0]
    (0, 'site_id')
    """
    return DataFrame(columns=list(REMARK_COLUMNS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Facts and scores of all sites for one project, and how firm their ranking is."""

    project: Project
    facts: Facts
    scores: Scores
    firmness: Firmness

    def among(self, sites: Index) -> "Run":
        """Facts and scores of some sites, ranked among all; firmness stays that of all."""
        if sites.equals(self.facts.sites):
            return self
        scores = among(self.scores, sites)
        return replace(self, facts=scores.facts, scores=scores)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """
    A study, carried out.

    Parameters
    ----------
    study : Study
        The study file.
    territory : Territory
        The territory it speaks of.
    grid : Grid
        The grid that marked it.
    layers : mapping of str to Layer or Raster
        Layers by name, in the order of the study.
    sites : GeoDataFrame
        Candidate sites, indexed by ``site_id``: ``name``, ``kind`` (site, zone, friche,
        land_unit), ``area_m2``, ``commune_insee``, ``commune``, ``zone_id``, ``tenure``
        (public, private, unknown), ``availability`` (bare, densifiable, built_up, friche,
        committed, or missing), ``geometry_status`` (surveyed, parcels, estimated_disk,
        nominal_disk), ``parcels`` (joined with « | »), ``layer`` (name of the layer it comes
        from), ``url``, geometry. [projected, m]
    units : GeoDataFrame or None
        Land units with their availability, where parcels were given.
    available : DataFrame
        Available land of each zone, by class and tenure: adds up to the area of the zone.
    runs : mapping of str to Run
        One run per project, by its key: the reference projects first, then the study's own.
    account : DataFrame
        What was read, kept, repaired, refused or noted, layer by layer, then for the sites.
    remarks : DataFrame
        What readers wrote on sites and the study took in, ``REMARK_COLUMNS``; never published.
    """

    study: Study
    territory: Territory
    grid: Grid
    layers: Mapping[str, Layer | Raster]
    sites: GeoDataFrame
    units: GeoDataFrame | None
    available: DataFrame
    runs: Mapping[str, Run]
    account: DataFrame
    remarks: DataFrame = field(default_factory=no_remarks)

    def sources_of(self, roles: tuple[str, ...]) -> tuple[str, ...]:
        """Citations of the layers of these roles; « project » is the project itself."""
        return tuple(
            layer.source.citation for layer in self.layers.values() if layer.role.name in roles
        )
