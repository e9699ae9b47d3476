"""Tables against each other: keys that lead nowhere, sums that do not add up."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
import shapely
from pandas import Series

from land.errors import Message
from layers.cnig.checks.rows import figures, marked
from layers.cnig.faults import Fault, on_rows
from layers.cnig.standard import ANYWHERE
from layers.cnig.tables import Table, ordered

_OF_HUB: Final = {
    "pole_surface": "site_surf_brute",
    "pole_nb_etab": "site_nb_etab",
    "pole_nb_emploi": "site_nb_emploi",
}
_TOLERANCE: Final = 0.01
_HALF_DECIMAL_HA: Final = 0.05
"""What a figure in hectares with one decimal may lose to rounding."""

_OUTSIDE_SHARE: Final = 0.01
_OUTSIDE_M2: Final = 10.0  # two outlines drawn at 1/2000 differ by strips of this size


def check(tables: Sequence[Table]) -> Iterator[Fault]:
    """
    Faults between the tables of a delivery.

    Parameters
    ----------
    tables : sequence of Table
        Classes that are not there are not missed: a key is followed only into a table that is.

    Yields
    ------
    Fault
        Dangling keys, plots outside their site, sums of areas and figures.
    """
    by_class: dict[str, list[Table]] = {}
    for table in tables:
        by_class.setdefault(table.kind.name, []).append(table)
    for table in ordered(tables):
        for field in table.kind.fields:
            if field.refers in by_class:
                ids = {i for t in by_class[field.refers] for i in t.ids if i}
                yield from _dangling(table, field.name, ids, field.refers)
    yield from _outside(by_class)
    yield from _useful(by_class)
    yield from _hubs(by_class)


def _outside(by_class: Mapping[str, Sequence[Table]]) -> Iterator[Fault]:
    """Plots that reach beyond the outline of the site that their key names."""
    for table in by_class.get("TERRAIN-ECO", ()):
        outlines: dict[str, object] = {}
        for sites in by_class.get("SITE-ECO", ()):
            outlines |= dict(
                zip(sites.ids, sites.frame.geometry.to_crs(table.frame.crs), strict=True)
            )
        plots = table.frame.geometry.to_numpy()
        homes = np.array([outlines.get(i) for i in table.frame["site_id"]], dtype=object)
        sound = np.flatnonzero(shapely.is_valid(plots) & shapely.is_valid(homes))
        beyond = np.zeros(len(plots))
        beyond[sound] = shapely.area(shapely.difference(plots[sound], homes[sound]))
        least = np.maximum(_OUTSIDE_M2, _OUTSIDE_SHARE * shapely.area(plots))
        for at in np.flatnonzero(beyond > least):
            to_do = Message(
                "{area:.0f} m² of {whole:.0f} lie outside {site}; mend one of the two outlines, or "
                "the key",
                area=beyond[at], whole=shapely.area(plots[at]),
                site=table.frame["site_id"].iloc[at],
            )  # fmt: skip
            yield Fault(
                rule="geometry.outside_site", file=table.file, table=table.kind.name,
                row=int(table.frame.index[at]), id=str(table.ids.iloc[at]),
                field=table.kind.geometry, to_do=to_do,
            )  # fmt: skip


def _dangling(table: Table, field: str, ids: set[str], other: str) -> Iterator[Fault]:
    cells = table.frame[field]
    lost = cells.map(
        lambda c: (
            c is not None
            and c.casefold() not in ANYWHERE
            and any(part.strip() not in ids for part in c.split("|"))
        )
    ).astype(bool)
    to_do = Message("no row of {other} has this id; mend the key or deliver the row", other=other)
    yield from marked(table, field, lost, "ref.dangling", to_do)


def _useful(by_class: Mapping[str, Sequence[Table]]) -> Iterator[Fault]:
    plots = by_class.get("TERRAIN-ECO", ())
    if not plots:
        return
    rows = pd.concat(
        [
            pd.DataFrame({"site": t.frame["site_id"], "useful": t.frame["terr_utile"],
                          "area": figures(t, "terr_surf_brute")})
            for t in plots
        ]
    )  # fmt: skip
    rows = rows[rows["useful"] == "oui"]
    sums, counts = rows.groupby("site")["area"].sum(), rows.groupby("site")["area"].size()
    for table in by_class.get("SITE-ECO", ()):
        summed = table.ids.map(sums)
        yield from _compared(table, "site_surf_utile", summed, table.ids.map(counts))


def _compared(table: Table, field: str, summed: Series, counts: Series) -> Iterator[Fault]:
    """Figures that differ from a sum by more than what rounding each of its terms may lose."""
    said = figures(table, field)
    margin = (_TOLERANCE * summed.abs()).clip(lower=0) + _HALF_DECIMAL_HA * (counts + 1)
    off = (said - summed).abs() > margin
    rule = "sum.useful" if field == "site_surf_utile" else "sum.hub"
    sums = summed[off].to_numpy()
    for (row, key, found), right in zip(on_rows(off, table.frame[field], table.ids), sums,
                                        strict=True):  # fmt: skip
        to_do = Message("the sum is {sum:.10g}; mend the figure or its terms", sum=right)
        yield Fault(rule=rule, file=table.file, table=table.kind.name, row=row, id=key,
                    field=field, found=found[:200], to_do=to_do)  # fmt: skip


def _hubs(by_class: Mapping[str, Sequence[Table]]) -> Iterator[Fault]:
    sites = by_class.get("SITE-ECO", ())
    if not sites:
        return
    rows = pd.concat(
        [
            pd.DataFrame({"pole": t.frame["pole_id"]}
                         | {f: figures(t, f) for f in _OF_HUB.values()})
            for t in sites
        ]
    )  # fmt: skip
    by_hub = rows.groupby("pole")
    counts = by_hub.size()
    for table in by_class.get("POLE-ECO", ()):
        number = table.ids.map(counts).fillna(0)
        yield from _compared(table, "pole_nb_site", number, number * 0)
        for field, term in _OF_HUB.items():
            # A term that is not known leaves the sum unknown.
            summed = by_hub[term].sum(min_count=1).where(by_hub[term].count() == counts)
            yield from _compared(table, field, table.ids.map(summed), number)
