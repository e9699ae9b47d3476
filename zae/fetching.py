"""
National sources for a territory: brought in one after another, and what is there already.

The communes come first: they say where the territory is. A source that fails is reported, and the
others go on.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from criteria.grid import Grid, published
from layers import Layer, ReadOptions, read
from layers.catalogue import Entry, catalogue, entry
from layers.fetch.area import Area, area_of
from layers.fetch.bring import Brought, Place, Watch, Ways, bring
from layers.fetch.client import Http, client
from zae.study import LayerEntry, Study
from zae.territory import Commune, Territory, TerritoryError, territory

COMMUNES: Final = "communes"
RECORD: Final = "sources.json"
ENTRIES: Final = "couches.toml"
NATURE: Final = "natural_area"
_INSTEAD: Final = {"recensement-chomeurs": "demandeurs-emploi"}
"""Sources that say the same thing less well than another one, and give way to it."""
_SIREN: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """
    What is wanted.

    Parameters
    ----------
    only : tuple of str
        Keys of sources; all that are not optional where empty.
    cache : Path
        Folder to keep things in.
    mirror : str
        File, folder or address to take them from, instead of the producers.
    buffer_m : float or None
        How far around the territory; as the catalogue says where None. [m]
    parameters : mapping of str to str
        Values in the addresses (``date``, ``year``).
    """

    only: tuple[str, ...] = ()
    cache: Path = Path("donnees")
    mirror: str = ""
    buffer_m: float | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What became of every source that was wanted, and the folder of the layers."""

    territory: Territory
    folder: Path
    brought: tuple[Brought, ...]

    @property
    def failed(self) -> bool:
        """Whether any source, or a part of one, did not come."""
        return any(one.failures for one in self.brought)


def fetch(
    key: str,
    wish: Wish,
    *,
    http: Http | None = None,
    watch: Watch = lambda _what, _done, _total: None,
    told: Callable[[Brought], None] = lambda _one: None,
) -> Fetched:
    """
    Bring national sources in for a territory.

    Parameters
    ----------
    key : str
        Key of a territory that comes with the toolkit, or the SIREN of any EPCI.
    wish : Wish
        Which sources, and where they go.
    http : Http, optional
        The client.
    watch : callable
        Told how far it is.
    told : callable
        Told of each source once it is done.

    Returns
    -------
    Fetched
        What became of each; ``sources.json`` and ``couches.toml`` in the folder say it too.

    Raises
    ------
    TerritoryError
        If there is no such territory.
    SchemaError
        If there is no such source.
    FetchError
        If the communes do not come and none of an earlier run are there.
    """
    wanted = _wanted(wish.only)
    where = known_territory(key)
    ways = Ways(
        http=http or client(), mirror=wish.mirror, buffer_m=wish.buffer_m,
        parameters=wish.parameters, watch=watch,
    )  # fmt: skip
    place = Place(
        key=where.key, siren=where.siren, cache=wish.cache,
        communes=frozenset(c.insee for c in where.communes),
    )  # fmt: skip
    first = bring(entry(COMMUNES), place, ways)
    told(first)
    where, area = _ground(where, place, first)
    place = Place(
        key=place.key, siren=place.siren, cache=place.cache, communes=area.communes, area=area
    )
    brought = [first]
    for one in wanted:
        brought.append(bring(one, place, ways))
        told(brought[-1])
        _record(place, brought)
    _record(place, brought)
    return Fetched(territory=where, folder=place.folder, brought=tuple(brought))


def known_territory(key: str) -> Territory:
    """
    Territory of a key, or of the SIREN of any EPCI, whose communes are then not known yet.

    Examples
    --------
    >>> known_territory("grenoble").siren, known_territory("200067106").communes
    ('200040715', ())
    """
    try:
        return territory(key)
    except TerritoryError:
        if len(key) == _SIREN and key.isdigit():
            return Territory(key=key, name=key, siren=key)
        raise


def _wanted(only: Iterable[str]) -> list[Entry]:
    chosen = [entry(key) for key in only] or [e for e in catalogue().source if not e.optional]
    return [e for e in chosen if e.key != COMMUNES]


def _ground(where: Territory, place: Place, first: Brought) -> tuple[Territory, Area]:
    """Territory with its communes, and where it is; an earlier run may have said it."""
    path = place.folder / f"{COMMUNES}.parquet"
    if not path.is_file():
        raise first.failures[0]
    layer = read(path, role="commune", options=ReadOptions(target_crs=where.crs))
    if not isinstance(layer, Layer):
        raise TypeError(type(layer))
    area = area_of(layer.frame)
    communes = tuple(
        Commune(insee=str(code), name=str(name)) for code, name in layer.frame["name"].items()
    )
    return where.model_copy(update={"communes": where.communes or communes}), area


def _record(place: Place, brought: list[Brought]) -> None:
    """Write what is there, of this run and of the ones before, and entries for a study file."""
    place.folder.mkdir(parents=True, exist_ok=True)
    known = recorded(place.folder)
    for one in brought:
        if one.path is not None:
            known[one.entry.key] = {**one.source, "path": one.path.name}
        if one.path is not None and one.failures:
            known[one.entry.key]["missing"] = len(one.failures)
    _write(place.folder / RECORD, json.dumps(known, ensure_ascii=False, indent=1))
    _write(place.folder / ENTRIES, study_entries(known))


def _write(path: Path, text: str) -> None:
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def recorded(folder: Path) -> dict[str, dict[str, Any]]:
    """
    What an earlier run wrote of the sources in a folder; empty where there was none.

    Examples
    --------
    >>> recorded(Path("nowhere"))
    {}
    """
    try:
        found = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def study_entries(known: Mapping[str, Mapping[str, Any]]) -> str:
    """
    Entries of a study file for the sources of a folder, ready to be pasted.

    Parameters
    ----------
    known : mapping
        What :func:`recorded` gives.

    Returns
    -------
    str
        One ``[[layer]]`` each; tables of attributes are joined to the communes. A source that has
        nothing here is a comment: natural areas that are there say which kinds were looked for.

    Examples
    --------
    >>> held = {"apb": {"path": "apb.parquet", "rows": 0}, "znieff1": {"path": "znieff1.parquet"}}
    >>> print(study_entries(held))
    # apb : rien ici
    <BLANKLINE>
    [[layer]]
    role = "natural_area"
    path = "znieff1.parquet"
    name = "znieff1"
    complete_for = ["appb", "znieff1"]
    defaults = { protection = "znieff1" }
    """
    entries = {e.key: e for e in catalogue().source}
    looked_for = _looked_for(known)
    blocks = []
    for key, source in known.items():
        one = entries.get(key)
        better = known.get(_INSTEAD.get(key, ""), {"rows": 0})
        if one is None or one.attributes or better.get("rows") != 0:
            continue
        if source.get("rows") == 0:
            blocks.append(f"# {key} : rien ici")
            continue
        lines = ["[[layer]]", f'role = "{one.role}"', f'path = "{source["path"]}"',
                 f'name = "{key}"']  # fmt: skip
        if key == COMMUNES:
            lines += _attributes(known)
        if one.role == NATURE and looked_for:
            lines.append(f"complete_for = {json.dumps(looked_for)}")
            looked_for = []
        if one.defaults:
            inside = ", ".join(f'{name} = "{value}"' for name, value in one.defaults.items())
            lines.append(f"defaults = {{ {inside} }}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _looked_for(known: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Kinds of natural areas of which every source came, whole."""
    sources: dict[str, list[str]] = {}
    for one in catalogue().source:
        if one.role == NATURE:
            sources.setdefault(one.defaults["protection"], []).append(one.key)
    return sorted(
        kind
        for kind, keys in sources.items()
        if all(key in known and not known[key].get("missing") for key in keys)
    )


def _attributes(known: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Join of the communes to every table of attributes that is there."""
    tables = [e for e in catalogue().source if e.attributes and e.role == "commune"]
    joins = [
        f'{{ path = "{known[e.key]["path"]}", on = "code", right_on = "{_key_of(e, known)}" }}'
        for e in tables
        if e.key in known and known[e.key].get("rows") != 0
    ]
    return [f"join = [{', '.join(joins)}]"] if joins else []


def _key_of(one: Entry, known: Mapping[str, Mapping[str, Any]]) -> str:
    """Column of a table that holds the commune, as its file names it."""
    return str(known[one.key].get("commune_column") or one.commune_columns[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """
    A source, and what is there of it.

    Parameters
    ----------
    entry : Entry
        The source.
    path : str
        Its file; empty where it is missing.
    vintage : str
        Of the data.
    age_days : int or None
        Days since it was brought in. [day]
    rows : int or None
        Rows of the layer.
    missing : int
        Parts that did not come.
    criteria : tuple of str
        Criteria that look at a layer of its role.
    """

    entry: Entry
    path: str = ""
    vintage: str = ""
    age_days: int | None = None
    rows: int | None = None
    missing: int = 0
    criteria: tuple[str, ...] = ()


def held_sources(folder: Path, *, on: date) -> list[Held]:
    """
    Every source of the catalogue, with what a folder holds of it.

    Parameters
    ----------
    folder : Path
        Folder of the layers of a territory.
    on : date
        Day that ages are counted on.

    Returns
    -------
    list of Held
        In the order of the catalogue.
    """
    known, needs = recorded(folder), criteria_of(published())
    return [_held(one, known.get(one.key), needs, on) for one in catalogue().source]


def _held(
    one: Entry, source: Mapping[str, Any] | None, needs: Mapping[str, tuple[str, ...]], on: date
) -> Held:
    criteria = needs.get(one.role, ())
    if source is None:
        return Held(entry=one, criteria=criteria)
    fetched = date.fromisoformat(str(source["fetched"]))
    return Held(
        entry=one,
        path=str(source.get("path", "")),
        vintage=str(source.get("vintage", "")),
        age_days=(on - fetched).days,
        rows=source.get("rows"),
        missing=int(source.get("missing", 0)),
        criteria=criteria,
    )


def criteria_of(grid: Grid) -> dict[str, tuple[str, ...]]:
    """
    Codes of the criteria that look at each role.

    Examples
    --------
    >>> criteria_of(published())["hazard"]
    ('E2',)
    """
    found: dict[str, list[str]] = {}
    for criterion in grid.criteria:
        for role in criterion.needs:
            found.setdefault(role, []).append(criterion.code)
    return {role: tuple(codes) for role, codes in found.items()}


def sources_of(study: Study) -> list[tuple[LayerEntry, tuple[str, ...]]]:
    """
    Layers of a study with the criteria that look at their role.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    list of (LayerEntry, tuple of str)
        In the order of the study.
    """
    needs = criteria_of(published())
    return [(layer, needs.get(layer.role, ())) for layer in study.layers]
