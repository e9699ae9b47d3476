"""What the page holds: the grid, the projects and the sites of an assessment, by allow-list."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from pandas import Categorical, Series

from criteria.facts import STATUSES
from criteria.grid import Criterion, Grid
from criteria.vetoes import STATES, wide_states
from layers import ROLES, Source
from zae.assessment import Assessment, Run
from zae.messages import translator
from zae.publish import palette
from zae.publish.editions import Edition, edited
from zae.publish.webmap import outlines
from zae.publish.webmap.columns import Pack, round_step
from zae.publish.webmap.context import Drawn, context
from zae.publish.webmap.firm import fact_names, pack_firmness

EXACT_SITES: Final = 1_000
"""
Up to this many sites, facts travel to the last bit. Above, to a two-thousandth or finer of the
span of their value function: scores stay within some hundredths of a point, and letters under
the weights of the grid travel as the engine gave them.
"""

SITE_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "public": (
        "name", "kind", "area_m2", "commune", "commune_insee", "zone_id", "availability",
        "geometry_status",
    ),
    "restricted": (
        "name", "kind", "area_m2", "commune", "commune_insee", "zone_id", "availability",
        "geometry_status", "tenure", "parcels", "url",
    ),
}  # fmt: skip
"""Columns of the sites that may enter each edition: nothing else ever does."""

_CATEGORIES: Final = (
    "kind", "commune", "commune_insee", "zone_id", "availability", "geometry_status", "tenure",
)  # fmt: skip


_STATE: Final = {"clear": 0, "fired": 1, "to_check": 2, "lifted": 3}
"""What the page calls each state of a veto."""

States = list[npt.NDArray[np.int8]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Head (small, readable JSON) and packs (deflated columns, by name) of a page."""

    head: dict[str, Any]
    packs: dict[str, str]


def content(assessment: Assessment, *, lang: str, edition: Edition, tiled: bool = False) -> Content:
    """
    What the page of an assessment holds.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    lang : str
        Language of the labels.
    edition : str
        ``public`` takes fewer columns than ``restricted``.
    tiled : bool
        Whether outlines stand in tiles: the page then holds the middle of each site alone.

    Returns
    -------
    Content
        The head and the packs.
    """
    assessment = edited(assessment, edition)
    first, *_others = runs = list(assessment.runs.values())
    exact = len(assessment.sites) <= EXACT_SITES
    around = context(assessment, lang=lang)
    packs = {"shape": _middles(assessment) if tiled else _shape(assessment, exact=exact)}
    keys = [v.key for v in assessment.grid.vetoes]
    states = [wide_states(r.scores.vetoes, r.facts.sites, keys) for r in runs]
    for i, (run, of_run) in enumerate(zip(runs, states, strict=True)):
        packs[f"look{i}"] = _look(run, assessment.grid, of_run, exact=exact)
    packs |= {"sites": _sites(assessment, edition, exact=exact), "context": around.pack}
    shared = _shared_facts(assessment)
    for criterion in shared:
        _fact(packs["sites"], first, criterion, exact=exact)
    for key in _observed(assessment, shared=True):
        _observation(packs["sites"], first, key, _looked_at(assessment, key, states), exact=exact)
    own = [c for c in assessment.grid.criteria if c not in shared]
    for i, run in enumerate(runs):
        packs[f"project{i}"] = _project(run, assessment.grid, own, exact=exact)
        for key in _observed(assessment, shared=False):
            held = _looked_at(assessment, key, states)
            _observation(packs[f"project{i}"], run, key, held, exact=exact)
    head = _head(assessment, lang, around.drawn) | {
        "edition": edition,
        "exact": exact,
        "packs": {name: pack.index for name, pack in packs.items()},
    }
    return Content(head=head, packs={name: pack.text for name, pack in packs.items()})


def _sites(assessment: Assessment, edition: Edition, *, exact: bool) -> Pack:
    sites, pack = assessment.sites, Pack()
    pack.texts("id", [str(i) for i in sites.index])
    for name in SITE_COLUMNS[edition]:
        if name == "area_m2":
            area = sites[name].to_numpy(float)
            _quantity(pack, name, area, None if exact else 1.0)
        else:
            text = sites[name].fillna("").astype(str).tolist()
            (pack.categories if name in _CATEGORIES else pack.texts)(name, text)
    return pack


def _shape(assessment: Assessment, *, exact: bool) -> Pack:
    """Outlines of the sites."""
    pack = Pack()
    shapes = assessment.sites.geometry
    outlines.polygons(pack, "shape", shapes, tolerance_m=0.3 if exact else 1.0)
    return pack


def _middles(assessment: Assessment) -> Pack:
    """Where the sites are; at 0° 0' where there is no outline."""
    pack, middles = Pack(), assessment.sites.geometry.representative_point().to_crs(4326)
    x, y = (np.nan_to_num(a.to_numpy(float)) for a in (middles.x, middles.y))
    outlines.coordinates(pack, "middle", np.column_stack([x, y]))
    return pack


def _quantity(pack: Pack, name: str, values: npt.NDArray[np.float64], step: float | None) -> None:
    if step is None:
        pack.numbers(name, values)
    else:
        pack.steps(name, values, step)


def _shared_facts(assessment: Assessment) -> list[Criterion]:
    """Criteria whose facts are the same whatever the project."""
    first, *others = assessment.runs.values()
    return [
        c
        for c in assessment.grid.criteria
        if all(
            run.facts.low[c.key].equals(first.facts.low[c.key])
            and run.facts.high[c.key].equals(first.facts.high[c.key])
            and run.facts.status[c.key].equals(first.facts.status[c.key])
            for run in others
        )
    ]


def _fact(pack: Pack, run: Run, criterion: Criterion, *, exact: bool) -> None:
    """Bounds and status of a fact; no upper bound where it is the lower one everywhere."""
    key, points = criterion.key, criterion.value.points
    step = None if exact else round_step(points[-1][0] - points[0][0])
    low, high = run.facts.low[key].to_numpy(float), run.facts.high[key].to_numpy(float)
    _quantity(pack, f"{key}/low", low, step)
    if not np.array_equal(low, high, equal_nan=True):
        _quantity(pack, f"{key}/high", high, step)
    pack.numbers(f"{key}/status", _status_codes(run.facts.status[key]), "u1")


def _observed(assessment: Assessment, *, shared: bool) -> list[str]:
    """Observations that a veto looks at: those that are the same for all projects, or the rest."""
    asked = {v.fact for v in assessment.grid.vetoes}
    first, *others = (run.facts for run in assessment.runs.values())
    return [
        o.key
        for o in assessment.grid.observations
        if o.key in asked
        and shared
        == all(
            f.low[o.key].equals(first.low[o.key]) and f.high[o.key].equals(first.high[o.key])
            for f in others
        )
    ]


def _looked_at(assessment: Assessment, key: str, states: States) -> npt.NDArray[np.bool_]:
    """Whether a veto that looks at an observation fires on each site, for one project or more."""
    columns = [i for i, v in enumerate(assessment.grid.vetoes) if v.fact == key]
    fired = STATES.index("fired")
    held = np.zeros(len(assessment.sites), dtype=bool)
    for of_run in states:
        held |= (of_run[:, columns] == fired).any(axis=1)
    return held


def _observation(
    pack: Pack, run: Run, key: str, held: npt.NDArray[np.bool_], *, exact: bool
) -> None:
    """Bounds of an observation, to be read beside the veto that fires on it; no other ones."""
    low = run.facts.low[key].where(held).to_numpy(float)
    high = run.facts.high[key].where(held).to_numpy(float)
    known = np.concatenate([low, high])
    known = known[np.isfinite(known)]
    span = float(np.ptp(known)) if len(known) else 0.0
    step = None if exact or span == 0 else round_step(span)
    _quantity(pack, f"seen/{key}/low", low, step)
    if not np.array_equal(low, high, equal_nan=True):
        _quantity(pack, f"seen/{key}/high", high, step)


def _status_codes(status: Series) -> npt.NDArray[np.int64]:
    """Place of each status; the unknown, which has no value, takes the commonest other place."""
    codes = Categorical(status, categories=list(STATUSES)).codes.astype(np.int64)
    unknown = STATUSES.index("unknown")
    counts = np.bincount(codes[codes != unknown], minlength=len(STATUSES))
    if counts.any():
        spare = min(np.flatnonzero(counts == counts.max()), key=STATUSES.__getitem__)
        codes[codes == unknown] = spare
    return codes


def _project(run: Run, grid: Grid, own: list[Criterion], *, exact: bool) -> Pack:
    pack = Pack()
    for criterion in own:
        _fact(pack, run, criterion, exact=exact)
    pack_firmness(pack, run, grid, exact=exact)
    return pack


def _look(run: Run, grid: Grid, states: npt.NDArray[np.int8], *, exact: bool) -> Pack:
    """What a project shows of each site at the first glance: its vetoes and its letter."""
    pack = Pack()
    shown = np.array([_STATE[state] for state in STATES], dtype=np.uint8)
    for veto, column in zip(grid.vetoes, states.T, strict=True):
        pack.numbers(f"veto/{veto.key}", shown[column], "u1")
    if not exact:
        places = {s.letter: i for i, s in enumerate(grid.letters.scale)}
        letter = run.scores.table["letter"].map(places).astype(float).fillna(255)
        pack.numbers("letter", letter.to_numpy(int), "u1")
    return pack


def _head(assessment: Assessment, lang: str, drawn: tuple[Drawn, ...]) -> dict[str, Any]:
    letters = tuple(s.letter for s in assessment.grid.letters.scale)
    return {
        "lang": lang,
        "title": assessment.study.title,
        "territory": assessment.territory.name,
        "count": len(assessment.sites),
        "bounds": _bounds(assessment),
        "statuses": list(STATUSES),
        "step": outlines.STEP,
        "grid": _grid(assessment.grid, lang),
        "facts": fact_names(assessment.grid, lang),
        "projects": [_described(run, assessment, lang) for run in assessment.runs.values()],
        "roles": {n: r.label if lang == "fr" else n.replace("_", " ") for n, r in ROLES.items()},
        "sources": {name: layer.source.citation for name, layer in assessment.layers.items()},
        "credits": credits_of(layer.source for layer in assessment.layers.values()),
        "context": [d.entry for d in drawn],
        "palette": {
            "letters": palette.letter_colours(letters),
            "ink": {k: palette.INK_ON_LETTER.get(k, "#1b1b1b") for k in letters},
            "unknownFill": palette.UNKNOWN_FILL,
            "unknownHatch": palette.UNKNOWN_HATCH,
            "undecidedHatch": palette.UNDECIDED_HATCH,
            "outlines": {k: o._asdict() for k, o in palette.ADMISSION_OUTLINES.items()},
            "highlight": palette.HIGHLIGHT,
        },
    }


def credits_of(sources: Iterable[Source]) -> list[str]:
    """
    One line for each producer, with its vintages: what a printed map has room for.

    Parameters
    ----------
    sources : iterable of Source
        Sources of the layers; one without producer is told by the name of its file.

    Returns
    -------
    list of str
        In the order of the first file of each.

    Examples
    --------
    >>> files = ("parcelles.gpkg", "bati.gpkg")
    >>> credits_of(Source(name=n, producer="DGFiP", vintage="2026-10") for n in files)
    ['DGFiP, 2026-10']
    """
    vintages: dict[str, list[str]] = {}
    for source in sources:
        known = vintages.setdefault(source.producer or source.name, [])
        if source.vintage and source.vintage not in known:
            known.append(source.vintage)
    return [", ".join((producer, *sorted(known))) for producer, known in vintages.items()]


def _bounds(assessment: Assessment) -> list[float]:
    """Extent of the sites. [degree, WGS84]"""
    return [round(float(b), 6) for b in assessment.sites.geometry.to_crs(4326).total_bounds]


def _described(run: Run, assessment: Assessment, lang: str) -> dict[str, Any]:
    project = run.project
    return {
        "key": project.key,
        "label": _text(project.label, lang),
        "vocation": project.vocation,
        "origin": {c.key: list(run.facts.origin.get(c.key, ())) for c in assessment.grid.criteria},
    }


def _grid(grid: Grid, lang: str) -> dict[str, Any]:
    return {
        "name": grid.name,
        "version": grid.version,
        "label": _text(grid.label, lang),
        "floor": grid.aggregation.floor,
        "spread": grid.aggregation.weight_spread,
        "letters": [[s.letter, s.from_score] for s in grid.letters.scale],
        "families": [{"key": f.key, "label": _text(f.label, lang)} for f in grid.families],
        "criteria": [_criterion(c, lang) for c in grid.criteria],
        "observations": {o.key: translator(lang)(o.unit) for o in grid.observations},
        "vetoes": [
            {
                "key": v.key, "level": v.level, "label": _text(v.label, lang),
                "fact": v.fact, "threshold": v.threshold,
                "lifting": _text(v.lifting, lang), "reference": v.reference,
            }
            for v in grid.vetoes
        ],
    }  # fmt: skip


def _criterion(criterion: Criterion, lang: str) -> dict[str, Any]:
    return {
        "key": criterion.key,
        "code": criterion.code,
        "family": criterion.family,
        "label": _text(criterion.label, lang),
        "unit": translator(lang)(criterion.unit),
        "weight": criterion.weight.share,
        "points": [list(p) for p in criterion.value.points],
        "needs": list(criterion.needs),
        "reference": criterion.reference,
    }


def _text(labels: Any, lang: str) -> str:
    return str(labels.get(lang) or labels["fr"])
