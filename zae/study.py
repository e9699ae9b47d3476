"""
The study file: which layers, which sites, which projects, which grid.

One TOML file that a technician writes once. It is checked whole: all faults at once, each with
its place. Paths are relative to the file; ``${NAME}`` is taken from the environment.
"""

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PureWindowsPath
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from criteria.grid import DEFAULT as DEFAULT_GRID
from criteria.project import Project
from criteria.vetoes import Lift
from land.availability import Thresholds
from land.crs import LAMBERT_93, METRIC
from land.errors import Message, ZaeError
from layers import ROLES
from zae.tomlfile import TomlFile

SHARED = "ZAE_SHARED"
"""Environment variable that study files may use for a folder of data beside the project."""


class StudyError(ZaeError, ValueError):
    """A study file is faulty; all its faults are listed, each with its place."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LayerEntry(_Part):
    """One layer of a study: a file or table, its role, and how to read it."""

    role: str
    path: str
    name: str = ""
    layer: str | None = None
    query: str | None = None
    producer: str | None = None
    producer_name: str = ""
    licence: str = ""
    vintage: str = ""
    rename: Mapping[str, str] = Field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict)
    defaults: Mapping[str, Any] = Field(default_factory=dict)
    where: Mapping[str, list[Any]] = Field(default_factory=dict)
    crs: int | None = None
    encoding: str | None = None
    geometry: Mapping[str, str] | None = None
    join: Mapping[str, str] | tuple[Mapping[str, str], ...] | None = None
    """Attributes in another file, or in several."""
    service_day: date | None = None
    """Day of a timetable that departures are counted on; a typical Tuesday where absent."""
    bbox: tuple[float, float, float, float] | None = None
    """West, south, east, north in the system of the study: only rows that meet it. [m]"""
    complete_for: tuple[str, ...] = ()
    """Kinds that were looked for over the whole territory, also where none was found."""
    covers: tuple[str, ...] = ()
    """INSEE codes of the communes that the layer covers; the whole territory where empty."""

    @model_validator(mode="after")
    def _known_role(self) -> "LayerEntry":
        if self.role not in ROLES:
            raise StudyError(
                "unknown role « {role} »; one of {known}", role=self.role, known=list(ROLES)
            )
        return self


SiteKind = Literal["site", "zone", "friche", "land_unit"]


class SitesEntry(_Part):
    """Which layers give the candidate sites."""

    kinds: tuple[SiteKind, ...] = ("site", "zone", "friche")
    layers: tuple[str, ...] = ()
    """Names of layers to take sites from; all of the kinds where empty."""
    land_units: Literal["in_zones", "everywhere"] = "in_zones"
    """Where land units are candidates, if they are among the kinds."""
    min_area_m2: Annotated[float, Field(ge=0)] = 0.0
    nominal_area_m2: Annotated[float, Field(gt=0)] = 1000.0
    """Area of the disk drawn for a friche known as a point without any area. *assumed*"""


class PoleEntry(_Part):
    """An economic pole: a name for zones that go together, as the CNIG standard has it."""

    name: str
    zones: tuple[str, ...]
    """Ids of its zones in the layer."""
    id: Annotated[str, Field(pattern=r"^(\d[0-9AB]\d{3}_POLE-ECO_\d{5})?$")] = ""
    """Id in the form of the standard; made from the commune and the order where absent."""
    vocation: Literal["", "artisanat", "industrie", "logistique", "tertiaire", "commerce",
                      "mixte"] = ""  # fmt: skip
    reach: Literal["", "international", "national", "régional", "local"] = ""

    @model_validator(mode="after")
    def _has_zones(self) -> "PoleEntry":
        if not self.zones:
            raise StudyError("pole « {name} » has no zone; list the ids of its zones in zones",
                             name=self.name)  # fmt: skip
        return self


class InventoryEntry(_Part):
    """The legal inventory of the business zones: whose, of which year, sent to whom."""

    year: Annotated[int, Field(ge=2021, le=2100)]
    """Vacancy is counted at 1 January of this year."""
    authority: str
    """Official name of the EPCI that draws up the inventory."""
    siren: str = ""
    folder: str = "inventaire"
    """Folder beside the study that holds the journal and the state of each year."""
    contact: str = ""
    """Where owners and occupants answer; an address of the service, not of a person."""
    mail: str = ""
    """Mail of the service, for the INSPIRE record and the letters."""
    pole: tuple[PoleEntry, ...] = ()
    """Economic poles; where none is declared, the zones of the authority are one."""
    scot: str = ""
    plu: str = ""
    plh: str = ""
    """Authorities of the SCoT, of the local plan and of the housing plan, which receive it."""
    envelope_m2: Annotated[float, Field(ge=0)] | None = None
    """Ground that may still be artificialised, where the documents set a figure. [m²]"""

    @model_validator(mode="after")
    def _one_id_a_pole(self) -> "InventoryEntry":
        for i, pole in enumerate(self.pole):
            same = [p.name for p in self.pole[:i] if p.id and p.id == pole.id]
            if same:
                raise StudyError("poles « {first} » and « {second} » have one id, {id}; change one",
                                 first=same[0], second=pole.name, id=pole.id)  # fmt: skip
        return self


class Study(_Part):
    """A study file, checked."""

    title: str
    territory: str = ""
    lang: Literal["fr", "en"] = "fr"
    crs: int = LAMBERT_93
    grid: str = DEFAULT_GRID
    vocations: tuple[str, ...] = ("artisanat", "industrie", "logistique", "tertiaire", "commerce")
    seed: int = 1
    store: str = ""
    """File beside the study, or address, of the store of its events; ``${NAME}`` is replaced."""
    parameters: str = ""
    """File of the territory's own parameters of the induced load, beside the study."""
    day: date | None = None
    """Day of the law that projects must meet; today where absent."""
    layers: tuple[LayerEntry, ...]
    sites: SitesEntry = SitesEntry()
    availability: Mapping[str, float] = Field(default_factory=dict)
    projects: tuple[Project, ...] = ()
    lifted: tuple[Lift, ...] = ()
    """Réserves whose condition was met on a site, each with its reason and its author."""
    inventory: InventoryEntry | None = None
    """The legal inventory of the zones, where the study makes one."""
    folder: Path = Path()
    """Folder of the file; paths are relative to it."""

    @model_validator(mode="after")
    def _coherent(self) -> "Study":
        if self.crs not in METRIC:
            raise StudyError("EPSG:{code} is not a legal projected system of France", code=self.crs)
        unknown = set(self.availability) - set(Thresholds.__dataclass_fields__) - {"setback_m"}
        if unknown:
            raise StudyError("availability: unknown threshold {unknown}", unknown=sorted(unknown))
        return self


_FILE: Final = TomlFile(
    model=Study,
    fault=StudyError,
    whole=Message("study"),
    tables={"layer": "layers", "project": "projects"},
)


def read(path: Path) -> Study:
    """
    Study of a file.

    Parameters
    ----------
    path : Path
        A TOML file.

    Returns
    -------
    Study
        The study, with its folder.

    Raises
    ------
    StudyError
        If the file is absent, is not TOML, or has faults; every fault is listed with its place.
    """
    return parse(_FILE.text(path), name=path.name, folder=path.resolve().parent)


def parse(text: str, *, name: str, folder: Path) -> Study:
    """
    Study of the text of a file.

    Parameters
    ----------
    text : str
        TOML.
    name : str
        Name of the file, for messages.
    folder : Path
        Folder that relative paths start from.

    Returns
    -------
    Study
        The study.

    Raises
    ------
    StudyError
        If the text is not TOML or has faults; every fault is listed with its place.

    Examples
    --------
    >>> parse('title = "Essai"', name="essai.toml", folder=Path())
    Traceback (most recent call last):
    zae.study.StudyError: essai.toml: 1 fault(s)
      layer: Field required
    """
    return _FILE.parse(text, name=name, folder=folder)


def resolve(path: str, folder: Path) -> str:
    """
    Path of a layer, with its variables replaced and made absolute.

    Parameters
    ----------
    path : str
        As written in the study file; a database address is left as it is.
    folder : Path
        Folder of the study file.

    Returns
    -------
    str
        The path or address.

    Raises
    ------
    StudyError
        If a variable has no value; names it.

    Examples
    --------
    >>> Path(resolve("data/zones.gpkg", Path("etude"))).parts[-3:]
    ('etude', 'data', 'zones.gpkg')
    """
    shared = os.environ.get(SHARED) or _nearest_shared(folder)
    text = path.replace(f"${{{SHARED}}}", shared) if shared else path
    text = _portable(os.path.expandvars(text))
    if "${" in text:
        name = text.split("${", 1)[1].split("}", 1)[0]
        raise StudyError(
            "path {path}: the environment variable {name} has no value", path=path, name=name
        )
    return text if "://" in text else str((folder / text).resolve())


def _portable(path: str) -> str:
    """
    Return a path that this system reads, as somebody on another one may write it.

    On Windows it stays as it is. Elsewhere a backslash parts folders, and no drive is there.
    """
    if any(c < " " for c in path):
        raise StudyError(
            "path {path}: a backslash between double quotes makes a special character; write / "
            "between folders, or the path between single quotes",
            path=repr(path)[1:-1],
        )
    if os.name == "nt" or "://" in path:
        return path
    if PureWindowsPath(path).drive:
        raise StudyError(
            "path {path}: a drive or a share of Windows, that this machine does not have; write "
            "where it is here, or the path from the study file",
            path=path,
        )
    return path.replace("\\", "/")


def _nearest_shared(folder: Path) -> str:
    """``shared`` beside a folder that holds the study: the default place of the real data."""
    for parent in (folder, *folder.parents):
        if (parent / "shared" / "data").is_dir():
            return str(parent / "shared")
    return ""
