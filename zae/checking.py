"""What a study is worth before it is carried out: every fault at once, and what was read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from pandas import DataFrame

from criteria.grid import Grid
from land.errors import Message, ZaeError
from layers import ROLES, Layer, Raster
from layers.layer import no_account
from zae.assess import grid_of, projects_of, read_layers, silent, territory_of
from zae.study import Study, StudyError, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """
    What a check found.

    Parameters
    ----------
    title : str
        Title of the study; empty where the file cannot be read.
    faults : tuple of str
        Everything that keeps the study from being carried out.
    layers : mapping of str to Layer or Raster
        Layers that could be read.
    account : DataFrame
        What was repaired, refused or changed while they were.
    missing : mapping of str to tuple of str
        For each criterion, the roles that it looks at and the study has no layer of: a file of
        one of them could make it known, or narrow it.
    labels : mapping of str to mapping
        Label of each criterion, by language.
    """

    title: str = ""
    faults: tuple[str, ...] = ()
    layers: Mapping[str, Layer | Raster] = field(default_factory=dict)
    account: DataFrame = field(default_factory=no_account)
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """Everything as plain values, for a machine."""
        return {
            "title": self.title,
            "faults": list(self.faults),
            "layers": [
                {"name": layer.name, "role": layer.role.name, "rows": _rows(layer)}
                for layer in self.layers.values()
            ],
            "account": self.account.to_dict("records"),
            "missing": {key: list(roles) for key, roles in self.missing.items()},
        }


def check(path: Path, *, progress: Callable[[str], None] = silent) -> Check:
    """
    Read a study and all of its layers, without scoring anything.

    Parameters
    ----------
    path : Path
        A study file.
    progress : callable
        Told the name of each layer before it is read.

    Returns
    -------
    Check
        Faults, layers and their account. A faulty study file is a fault, not an error.
    """
    try:
        study = read(path)
    except StudyError as error:
        return Check(faults=error.faults)
    faults = _settings_faults(study)
    layers, unreadable = read_layers(study, progress=progress)
    grid = None if faults else grid_of(study)
    accounts = [layer.account for layer in layers.values()]
    return Check(
        title=study.title,
        faults=(*faults, *unreadable, *_site_faults(study)),
        layers=layers,
        account=pd.concat(accounts, ignore_index=True) if accounts else no_account(),
        missing=_missing(grid, study) if grid else {},
        labels={c.key: {str(k): v for k, v in c.label.items()} for c in grid.criteria}
        if grid
        else {},
    )


def _settings_faults(study: Study) -> list[str]:
    faults: list[str] = []
    for part in (grid_of, projects_of, territory_of):
        try:
            part(study)
        except ZaeError as error:
            faults.append(error.message)
    return faults


def _missing(grid: Grid, study: Study) -> dict[str, tuple[str, ...]]:
    given = {entry.role for entry in study.layers}
    absent = {
        c.key: tuple(n for n in c.needs if n in ROLES and n not in given) for c in grid.criteria
    }
    return {key: roles for key, roles in absent.items() if roles}


def _rows(layer: Layer | Raster) -> int | None:
    return None if isinstance(layer, Raster) else len(layer.frame)


def _site_faults(study: Study) -> tuple[Message, ...]:
    """What keeps the layers of a study from giving any candidate site."""
    roles = {entry.role for entry in study.layers}
    kinds, faults = set(study.sites.kinds), []
    if "land_unit" in kinds and not roles >= {"parcel", "building"}:
        faults.append(
            Message(
                "[sites] kinds: land_unit takes a layer of role parcel and one of role building"
            )
        )
    if "land_unit" in kinds and study.sites.land_units == "in_zones" and "zone" not in roles:
        faults.append(
            Message(
                "[sites] land_units: « in_zones » takes a layer of role zone; add one, or write "
                'land_units = "everywhere"'
            )
        )
    if not kinds & {*roles, "land_unit"}:
        faults.append(
            Message("[sites] kinds: no layer of role {kinds}", kinds=", ".join(sorted(kinds)))
        )
    return tuple(faults)
