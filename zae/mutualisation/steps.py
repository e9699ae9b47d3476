"""Mutualisation in the zones of a study: what the commands and the sheet are made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
from pandas import DataFrame

from land.errors import Parts
from layers import Layer, Raster
from zae.assess import by_role, read_layers, silent
from zae.mutualisation.catalogue import Catalogue, catalogue
from zae.mutualisation.finder import Finding, Search, find
from zae.mutualisation.reading import CatalogueError
from zae.mutualisation.transposability import conditions, ranking
from zae.mutualisation.zones import reference_measures, with_table, zone_measures
from zae.study import Study, StudyError

ROLES: Final = frozenset({"zone", "establishment", "parcel", "building", "friche", "street"})
"""Roles of the layers that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """
    Zones of a study with their measures and the practices that fit them.

    Parameters
    ----------
    study : Study
        The study.
    layers : mapping of str to Layer or Raster
        Layers that were read, by name.
    measures : DataFrame
        Measures of the zones, bounds by bounds.
    practices : Catalogue
        The practices.
    judged : DataFrame
        Every condition on every zone.
    ranked : DataFrame
        Practices of each zone from the best fitting on.
    """

    study: Study
    layers: Mapping[str, Layer | Raster]
    measures: DataFrame
    practices: Catalogue
    judged: DataFrame
    ranked: DataFrame

    @property
    def frames(self) -> dict[str, Any]:
        """Layers by role."""
        return dict(by_role(self.layers))

    @property
    def drawn(self) -> set[str]:
        """Ids of the zones that a layer holds; the others come from a table."""
        zones = self.frames.get("zone")
        return set() if zones is None else set(zones.index)

    def groups(self, search: Search | None = None) -> Finding | None:
        """Groups of neighbours; None where no layer holds zones or establishments."""
        frames = self.frames
        known = frames.get("zone") is not None and frames.get("establishment") is not None
        return find(frames, search) if known else None

    def zone(self, key: str) -> str:
        """
        Id of a zone.

        Raises
        ------
        CatalogueError
            If there is none of this id; names those that are there.
        """
        if key not in self.measures.index:
            raise CatalogueError(
                "no zone « {zone} »; there are: {known}",
                zone=key, known=[str(z) for z in self.measures.index],
            )  # fmt: skip
        return key


def layers_of(study: Study, progress: Callable[[str], None] = silent) -> dict[str, Layer | Raster]:
    """
    Layers of a study that mutualisation needs.

    Raises
    ------
    StudyError
        If one cannot be read.
    """
    few = tuple(entry for entry in study.layers if entry.role in ROLES)
    found, faults = read_layers(study.model_copy(update={"layers": few}), progress=progress)
    if faults:
        raise StudyError(
            "{count} layer(s) cannot be read\n{faults}",
            count=len(faults), faults=Parts(faults, between="\n"),
        )  # fmt: skip
    return found


def territory(
    study: Study, *, table: Path | None = None, practices: Path | None = None,
    progress: Callable[[str], None] = silent,
) -> Territory:  # fmt: skip
    """
    Which practices fit the zones of a study.

    Parameters
    ----------
    study : Study
        The study.
    table : Path, optional
        Table of what no layer knows, see :func:`zae.mutualisation.zones.with_table`; it may stand
        for the layer of zones.
    practices : Path, optional
        Another catalogue than that of the toolkit.
    progress : callable
        Told the name of each step before it starts.

    Returns
    -------
    Territory
        Zones, and the zones of reference after them.

    Raises
    ------
    StudyError, CatalogueError
        If a layer, the table or the catalogue has faults.
    """
    book = catalogue(practices)
    layers = layers_of(study, progress)
    frames = by_role(layers)
    if "zone" not in frames and table is None:
        raise CatalogueError(
            "the study has no layer of the role {roles}; give the zones as a table (--table)",
            roles=["zone"],
        )
    measures = zone_measures(frames, study.availability)
    if table is not None:
        measures = with_table(measures, table)
    judged = conditions(measures, book)
    return Territory(
        study=study, layers=layers, measures=measures, practices=book, judged=judged,
        ranked=ranking(judged),
    )  # fmt: skip


def reference_ranking(practices: Catalogue) -> tuple[DataFrame, DataFrame]:
    """Conditions and ranking of the zones of reference."""
    judged = conditions(reference_measures(), practices)
    return judged, ranking(judged)


def search(
    study: Study, search: Search | None = None, *, progress: Callable[[str], None] = silent
) -> tuple[Finding, dict[str, Layer | Raster]]:
    """
    Groups of neighbours in the zones of a study, and the layers that they were found in.

    Raises
    ------
    StudyError, CatalogueError
        If a layer cannot be read, or lacks.
    """
    layers = layers_of(study, progress)
    return find(by_role(layers), search), layers


def finding_rows(found: Finding) -> dict[str, Any]:
    """
    What was found, as plain values for a machine.

    Returns
    -------
    dict
        ``groups``, ``zones``, ``worth``, ``bound``, ``gap``, ``every_group``, ``pairs_worth``,
        ``left_out``, ``along_streets`` and the search.
    """
    groups = DataFrame(found.groups.drop(columns="geometry")).reset_index()
    return {
        "search": {name: getattr(found.search, name) for name in Search.__dataclass_fields__},
        "groups": plain_rows(groups),
        "zones": plain_rows(found.of_zones().reset_index()),
        "members": len(found.members),
        "worth": found.pooling.worth, "bound": found.pooling.bound, "gap": found.pooling.gap,
        "every_group": bool(found.pooling.every_group), "pairs_worth": found.pairs_worth,
        "left_out": dict(found.left_out), "along_streets": found.along_streets,
    }  # fmt: skip


def plain_rows(table: DataFrame) -> list[dict[str, Any]]:
    """Rows of a table as plain values for a machine; what is missing is None."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{str(k): v for k, v in row.items()} for row in rows]


def measures_rows(measures: DataFrame) -> list[dict[str, Any]]:
    """Zones and their measures, as plain values for a machine; what is unknown is None."""
    named = measures.copy()
    named.index = pd.Index(named.index, name="zone_id")
    return plain_rows(named.reset_index())
