"""The pipeline: from a study file to scores, in the order of the design."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame

from criteria.facts import Facts, joined, sharing
from criteria.grid import Grid, parse, published
from criteria.indicators import DAY, PARAMETERS, Recall, straight
from criteria.parameters import parse_overrides
from criteria.project import Project, reference_projects
from criteria.scores import Scores, score
from criteria.values import Marks, settled, sharing_marks
from criteria.vetoes import lifted_places
from land.errors import Message, Parts, ZaeError
from land.friches import friche_geometry
from layers import Layer, Raster, ReadOptions, read
from layers.account import Account, Reason
from layers.formats.parquet_files import named
from layers.raster import zonal_mean
from zae.assessment import Assessment, Run, copied
from zae.coverage import covered, within_cover
from zae.firmness import firmness
from zae.messages.system import system_fault
from zae.remarks import kept as kept_remarks
from zae.rereading import readable
from zae.sites import sites as candidate_sites
from zae.spreading import Carry, here, spread
from zae.stock import SETBACK_M, TABLE_COLUMNS, land_stock, zone_table
from zae.study import LayerEntry, Study, StudyError, resolve
from zae.territory import Territory, territory
from zae.tiles import tiles

Progress = Callable[[str], None]


def silent(_step: str) -> None:
    """Say nothing of the progress."""


def assess(
    study: Study, *, progress: Progress = silent, recall: Recall = straight, carry: Carry = here
) -> Assessment:
    """
    Carry out a study.

    Parameters
    ----------
    study : Study
        The study file, checked.
    progress : callable
        Told the name of each step before it starts.
    recall : callable
        How to come by each fact: computed, or kept by :class:`zae.caching.Cache`.
    carry : callable
        How tiles of sites are carried out: here, or by :func:`zae.cluster.workers`.

    Returns
    -------
    Assessment
        Sites, facts and scores, with the layers and the account behind them.

    Raises
    ------
    StudyError
        If layers cannot be read; every fault of every layer is listed.
    """
    found = ground(study, progress=progress)
    grid, runs = grid_of(study), {}
    for project, facts, scores in scored(
        study, found, found.sites, progress=progress, recall=recall, carry=carry
    ):
        runs[project.key] = Run(
            project=project, facts=facts, scores=scores, firmness=firmness(facts, scores, grid)
        )
    return replace(unscored(study, found), runs=runs, remarks=kept_remarks(study))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Layers of a study and the sites that they give, before anything is measured."""

    layers: dict[str, Layer | Raster]
    sites: GeoDataFrame
    units: GeoDataFrame | None
    available: DataFrame
    account: DataFrame


def ground(study: Study, *, progress: Progress = silent) -> Ground:
    """
    Read the layers of a study and find its candidate sites.

    Parameters
    ----------
    study : Study
        The study file, checked.
    progress : callable
        Told the name of each step before it starts.

    Returns
    -------
    Ground
        Layers, sites, land units and the account of what was read.

    Raises
    ------
    StudyError
        If layers cannot be read; every fault of every layer is listed.
    """
    layers, faults = read_layers(study, progress=progress)
    if faults:
        raise StudyError(
            "{count} layer(s) cannot be read\n{faults}",
            count=len(faults),
            faults=Parts(faults, between="\n"),
        )
    frames = by_role(layers)
    progress("land")
    units, available = _stock(frames, study)
    progress("sites")
    vectors = {name: x for name, x in layers.items() if isinstance(x, Layer)}
    places, site_account = candidate_sites(
        vectors, study.sites, parcels=frames.get("parcel"), units=units
    )
    accounts = [*(x.account for x in layers.values()), _left_in_files(vectors), site_account]
    account = pd.concat(accounts, ignore_index=True)
    return Ground(layers=layers, sites=places, units=units, available=available, account=account)


def _left_in_files(layers: Mapping[str, Layer]) -> DataFrame:
    """Account of the layers that no deliverable copies."""
    lines = [Account("", "").frame()]
    for name, layer in layers.items():
        if isinstance(layer.frame, GeoDataFrame) and not copied(layer):
            account = Account(name, layer.role.name)
            account.add("noted", Reason.NOT_COPIED, count=len(layer.frame))
            lines.append(account.frame())
    return pd.concat(lines, ignore_index=True)


def unscored(study: Study, found: Ground) -> Assessment:
    """
    Sites of a study and the layers behind them, without facts and scores.

    Parameters
    ----------
    study : Study
        The study.
    found : Ground
        What :func:`ground` read of it.

    Returns
    -------
    Assessment
        Without runs and remarks.
    """
    return Assessment(
        study=study, territory=territory_of(study), grid=grid_of(study), layers=found.layers,
        sites=found.sites, units=found.units, available=found.available, runs={},
        account=found.account,
    )  # fmt: skip


def scored(
    study: Study, found: Ground, places: GeoDataFrame, *, progress: Progress = silent,
    recall: Recall = straight, carry: Carry = here,
) -> Iterator[tuple[Project, Facts, Scores]]:  # fmt: skip
    """
    Facts and scores of sites of a study, all or some of them, project after project.

    Parameters
    ----------
    study : Study
        The study; of its lifted vetoes, those on these sites are heard.
    found : Ground
        What :func:`ground` read of it.
    places : GeoDataFrame
        The sites to score: rows of ``found.sites``.
    progress, recall, carry
        As for :func:`measured`.

    Yields
    ------
    tuple of Project, Facts and Scores
        A project, its settled facts and its scores: on a site, those that it has among all.

    Raises
    ------
    RuleError
        If a lift does not fit the study, be it on another site; all are listed.
    """
    grid = grid_of(study)
    lifted_places(study.lifted, found.sites.index, grid)
    lifted = [lift for lift in study.lifted if lift.site in places.index]
    known_of = measured(study, found.layers, places, progress=progress, recall=recall, carry=carry)
    before: list[tuple[Facts, Marks]] = []
    for project, known in known_of:
        facts = sharing(settled(known, grid), [f for f, _ in before])
        scores = score(facts, grid, vocation=project.vocation, lifted=lifted)
        scores = replace(scores, marks=sharing_marks(scores.marks, [m for _, m in before]))
        before.append((facts, scores.marks))
        yield project, facts, scores


def measured(
    study: Study,
    layers: Mapping[str, Layer | Raster],
    places: GeoDataFrame,
    *,
    progress: Progress = silent,
    recall: Recall = straight,
    carry: Carry = here,
) -> Iterator[tuple[Project, Facts]]:
    """
    Everything that the layers of a study say of its sites, project after project.

    Parameters
    ----------
    study : Study
        The study.
    layers : mapping of str to Layer or Raster
        Its layers by name.
    places : GeoDataFrame
        Its sites.
    progress : callable
        Told the label of each project before its facts are measured.
    recall : callable
        How to come by each fact.
    carry : callable
        How tiles of sites are carried out: here, or by :func:`zae.cluster.workers`.

    Yields
    ------
    tuple of Project and Facts
        A project and its facts; their origins name layers of the study.
    """
    known = placed(by_role(layers)) | rasters_on(places, layers) | _assumptions(study)
    looked = covered(places, dict(zip(layers, study.layers, strict=True)))
    projects = projects_of(study)
    cut, found = tiles(places), []
    progress("facts")
    files = readable(layers, known) if carry is not here else {}
    for facts in spread(places, known, projects, cut=cut, recall=recall, carry=carry, files=files):
        found.append(_lean(facts))
        if len(found) < len(cut):
            progress(f"facts: {len(found)} / {len(cut)}")
    for project in projects:
        progress(project.label[study.lang])
        whole = joined([of_tile.pop(0) for of_tile in found], places.index)
        yield project, cited(within_cover(whole, looked), layers)


def _lean(of_tile: Sequence[Facts]) -> list[Facts]:
    """Facts of a tile by project, with what no project changes held once."""
    lean: list[Facts] = []
    for facts in of_tile:
        lean.append(sharing(facts, lean))
    return lean


def read_layers(
    study: Study, *, progress: Progress = silent
) -> tuple[dict[str, Layer | Raster], list[str]]:
    """
    Every layer of a study, and what is wrong with those that cannot be read.

    Parameters
    ----------
    study : Study
        The study.
    progress : callable
        Told the name of each layer before it is read.

    Returns
    -------
    dict of str to Layer or Raster
        Layers that were read, by name.
    list of str
        One text per layer that was not.
    """
    found: dict[str, Layer | Raster] = {}
    faults: list[str] = []
    for entry in study.layers:
        name = _layer_name(entry, found)
        progress(name)
        try:
            found[name] = read(
                resolve(entry.path, study.folder),
                role=entry.role,
                options=_options(entry, name, study),
            )
        except ZaeError as error:
            faults.append(Message("layer {name}: {fault}", name=name, fault=error))
    return found, faults


def _layer_name(entry: LayerEntry, taken: Mapping[str, object]) -> str:
    stem = entry.name or entry.layer or named(entry.path).split(".")[0] or entry.role
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    return name


def _options(entry: LayerEntry, name: str, study: Study) -> ReadOptions:
    said = entry.model_dump(exclude={"role", "path", "name", "covers"}, exclude_none=True)
    if entry.join:
        joins = (entry.join,) if isinstance(entry.join, Mapping) else entry.join
        said["join"] = tuple(
            {k: resolve(v, study.folder) if k == "path" else v for k, v in one.items()}
            for one in joins
        )
    return ReadOptions(name=name, target_crs=study.crs, **said)


def by_role(layers: Mapping[str, Layer | Raster]) -> dict[str, GeoDataFrame | DataFrame]:
    """
    One frame per role: layers of the same role one after the other.

    Parameters
    ----------
    layers : mapping of str to Layer or Raster
        Layers by name; rasters are left aside.

    Returns
    -------
    dict of str to GeoDataFrame or DataFrame
        Frames by name of role; where two layers use the same id, the name of the layer is put
        before it.
    """
    frames: dict[str, GeoDataFrame | DataFrame] = {}
    for layer in layers.values():
        if isinstance(layer, Raster):
            continue
        role, frame = layer.role.name, layer.frame
        if role in frames:
            met = frame.index.isin(frames[role].index) if layer.role.id else []
            if any(met):
                frame = frame.set_axis(
                    pd.Index([f"{layer.name}:{i}" for i in frame.index], name=frame.index.name)
                )
            looked_for = {*_looked_for(frames[role]), *_looked_for(frame)}
            frame = pd.concat([frames[role], frame], ignore_index=not layer.role.id)
            frame.attrs["complete_for"] = tuple(sorted(looked_for))
        frames[role] = frame
    return frames


def _looked_for(frame: DataFrame) -> tuple[str, ...]:
    return tuple(frame.attrs.get("complete_for", ()))


def _assumptions(study: Study) -> dict[str, Any]:
    """What the study says beside its layers: parameters of the load, day of the law."""
    said: dict[str, Any] = {DAY: study.day} if study.day else {}
    if study.parameters:
        text = _text(study, study.parameters)
        said[PARAMETERS] = {"centrality": parse_overrides(text)}
    return said


def _text(study: Study, name: str) -> str:
    """Text of a file beside the study."""
    try:
        return (study.folder / name).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise StudyError("{file}: {error}", file=name, error=system_fault(error)) from error
    except UnicodeDecodeError as error:
        raise StudyError("{file}: not written in UTF-8; save it so", file=name) from error


def placed(frames: Mapping[str, GeoDataFrame | DataFrame]) -> dict[str, GeoDataFrame | DataFrame]:
    """Frames in which friches that only their parcels place lie on these; others are left out."""
    friches = frames.get("friche")
    if not isinstance(friches, GeoDataFrame):
        return dict(frames)
    outlines = friche_geometry(friches, frames.get("parcel"))
    there = outlines["geometry_status"] != "unplaced"
    return {**frames, "friche": friches.set_geometry(outlines.geometry)[there]}


def rasters_on(places: GeoDataFrame, layers: Mapping[str, Layer | Raster]) -> dict[str, DataFrame]:
    """Mean of each raster on the sites, by role: the first raster of a role speaks."""
    found: dict[str, DataFrame] = {}
    for layer in layers.values():
        if isinstance(layer, Raster) and layer.role.name not in found:
            found[layer.role.name] = zonal_mean(layer, places.geometry)
    return found


def cited(facts: Facts, layers: Mapping[str, Layer | Raster]) -> Facts:
    """
    Facts whose origins name layers of the study, so that each leads to its file.

    Parameters
    ----------
    facts : Facts
        Facts whose origins name roles, and ``project``.
    layers : mapping of str to Layer or Raster
        Layers by name, in the order of the study.

    Returns
    -------
    Facts
        The same facts; each role gives way to the layers that speak for it: all of its vector
        layers, its first raster.
    """
    names: dict[str, tuple[str, ...]] = {}
    for name, layer in layers.items():
        before = names.get(layer.role.name, ())
        if not (before and isinstance(layer, Raster)):
            names[layer.role.name] = (*before, name)
    origin = {
        fact: tuple(dict.fromkeys(n for role in roles for n in names.get(role, (role,))))
        for fact, roles in facts.origin.items()
    }
    return replace(facts, origin=origin)


def _stock(
    frames: Mapping[str, GeoDataFrame | DataFrame], study: Study
) -> tuple[GeoDataFrame | None, DataFrame]:
    parcels, buildings, zones = (frames.get(r) for r in ("parcel", "building", "zone"))
    if parcels is None:
        return None, DataFrame(columns=list(TABLE_COLUMNS))
    units = land_stock(parcels, buildings, frames.get("friche"), study.availability)
    if buildings is None or zones is None:
        return units, DataFrame(columns=list(TABLE_COLUMNS))
    table = zone_table(units, zones, buildings, study.availability.get("setback_m", SETBACK_M))
    return units, table


def grid_of(study: Study) -> Grid:
    """Grid of a study: a published one by its name, or a file beside the study."""
    if not study.grid.endswith(".toml"):
        return published(study.grid)
    return parse(_text(study, study.grid), name=study.grid)


def projects_of(study: Study) -> tuple[Project, ...]:
    """Projects of a study: the reference project of each vocation, then its own."""
    reference = reference_projects()
    unknown = [v for v in study.vocations if v not in reference]
    if unknown:
        raise StudyError(
            "unknown vocation {unknown}; there are: {known}",
            unknown=unknown,
            known=list(reference),
        )
    return (*(reference[v] for v in study.vocations), *study.projects)


def territory_of(study: Study) -> Territory:
    """Territory of a study; an unnamed one where the study names none."""
    return territory(study.territory) if study.territory else Territory(key="", name=study.title)
