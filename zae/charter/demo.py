"""A fictional charter on a zone of the fictional commune: its land, its commons, its vote."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import shapely
from pandas import DataFrame, Series
from shapely.geometry.base import BaseGeometry

from zae.assess import Progress, silent
from zae.charter.land import COLUMNS, OUTSIDE, Land, land_of, record_titles
from zae.charter.paper import write_paper
from zae.charter.starter import CANDIDATES, example
from zae.charter.text import read
from zae.charter.votes import Vote, propose, vote
from zae.demo import prepare
from zae.messages import DEFAULT_LANG, Lang
from zae.publish.whole import whole
from zae.store import create
from zae.store.address import where
from zae.study import read as read_study

ZONE: Final = "ZAE-99001-03"
"""Zone of the fictional commune that the charter is about."""

DAY: Final = date(2026, 6, 30)
BARE_SHARE: Final = 0.30
"""Share of the zone that the community bought as bare land, as in a zone of Puisaye-Forterre."""

COMMUNITY: Final = "Communauté de communes"
PRIVATE: Final = ("Scierie (fictive)", "Fromagerie (fictive)", "Atelier mécanique (fictif)")
HOLDER_TYPES: Final = {
    COMMUNITY: "epci", **dict.fromkeys(PRIVATE, "company"), "Commune (domaine public)": "commune",
    "Indivision agricole (fictive)": "person", "Menuiserie bois d'ici (fictive)": "company",
}  # fmt: skip
"""What each holder of the demonstration is."""
AUTHOR: Final = "Secrétaire (fictif)"
PROPOSAL: Final = "charte-0.1"
VOTES: Final = {
    "communaute": "for",
    "scierie": "for",
    "fromagerie": "against",
    "atelier": "abstain",
}


def demo(
    out: Path, *, lang: Lang = DEFAULT_LANG, store: str = "", schema: str = "zae",
    progress: Progress = silent,
) -> dict[str, Path]:  # fmt: skip
    """
    Make the fictional commune with a charter on one of its zones, voted and printed.

    Parameters
    ----------
    out : Path
        Folder; made where it is absent.
    lang : str
        Language of the paper.
    store : str
        Address of the store; the file beside the study where empty.
    schema : str
        Its schema in a shared database.
    progress : callable
        Told the name of each step.

    Returns
    -------
    dict of str to Path
        What was written.
    """
    progress("demo")
    file = prepare(out)
    land = land_of(read_study(file), ZONE)
    files = write_files(out, land)
    ledger = create(where(out, store), schema=schema)
    titles = _titles(land)
    record_titles(ledger, titles, land, author=AUTHOR, on=datetime(2026, 1, 15, tzinfo=UTC))
    said = propose(ledger, files["charte.toml"], author=AUTHOR, event_id=PROPOSAL,
                   on=datetime(2026, 3, 1, tzinfo=UTC))  # fmt: skip
    voted = {event.read(Vote).member for event in ledger.current(Vote)}
    for member, choice in VOTES.items():
        if member not in voted:
            one = Vote.model_validate(
                {"proposal": said.event_id, "member": member, "choice": choice}
            )
            vote(ledger, one, author=AUTHOR, on=datetime(2026, 4, 1, tzinfo=UTC))
    progress("report")
    paper = out / "charte.pdf"
    write_paper(read(files["charte.toml"]), paper, lang=lang, land=land, store=ledger, day=DAY)
    return {"study": file, **files, paper.name: paper}


def write_files(out: Path, land: Land) -> dict[str, Path]:
    """
    Write the charter, another wording, candidates and titles in a folder.

    Parameters
    ----------
    out : Path
        The folder.
    land : Land
        The zone: the commons are placed in it.

    Returns
    -------
    dict of str to Path
        What was written, by its name.
    """
    text = example("puisaye.toml")
    text = f"{_HEAD}{text[text.index('title = ') :]}".replace('"hypothetical"  ', '"draft"  ')
    for key, shape in places(land).items():
        line = f'key = "{key}"\n'
        text = text.replace(f"[[common]]\n{line}", f'[[common]]\n{line}place = "{shape}"\n')
    other = text.replace('version = "0.1"', 'version = "0.1 (autre écriture)"').replace(
        "au moins 20 % de pleine terre", "au moins 10 % de pleine terre"
    )
    other = other.replace(
        'threshold = 20\nlevel = "interdit"', 'threshold = 10\nlevel = "interdit"'
    )
    other = other.replace("fails = { open_ground = 12,", "fails = { open_ground = 8,").replace(
        "exempt = { open_ground = 12,", "exempt = { open_ground = 8,"
    )
    table = _titles(land)
    texts = {"charte.toml": text, "autre.toml": other, CANDIDATES: example(CANDIDATES),
             "titres.csv": table.to_csv(index=False, sep=";", lineterminator="\n")}  # fmt: skip
    for name, content in texts.items():
        with whole(out / name) as beside:
            beside.write_text(content, encoding="utf-8", newline="\n")
    return {name: out / name for name in texts}


_HEAD: Final = """# Charte FICTIVE d'une zone d'une commune fictive, sur le modèle de la charte de
# Puisaye-Forterre : seuils, poids, coûts, membres et vote sont inventés.
"""


def _titles(land: Land) -> DataFrame:
    table = DataFrame([*titles_of(land)], columns=list(COLUMNS), dtype=object)
    types = [HOLDER_TYPES.get(holder) for holder in table["holder"]]
    return table.assign(holder_type=Series(types, dtype=object))


def titles_of(land: Land) -> Iterator[tuple[str, str, str, date, date | None]]:
    """
    Titles on the plots of the zone: the largest were bought bare in 2021, the others are kept.

    Parameters
    ----------
    land : Land
        The zone.

    Yields
    ------
    tuple
        ``plot``, ``right``, ``holder``, ``start``, ``end``; one plot has no title.
    """
    areas = land.plots["area_m2"].drop(OUTSIDE, errors="ignore")
    ranked = areas.sort_values(ascending=False, kind="stable")
    middles = ranked.cumsum() - ranked / 2
    bought = ranked.index[middles <= BARE_SHARE * land.outline.area]
    kept = [plot for plot in sorted(areas.index) if plot not in set(bought)]
    if OUTSIDE in land.plots.index:
        yield OUTSIDE, "ownership", "Commune (domaine public)", date(2005, 1, 1), None
        yield OUTSIDE, "use", "voirie", date(2005, 1, 1), None
    for plot in bought:
        yield (
            plot,
            "ownership",
            "Indivision agricole (fictive)",
            date(2005, 1, 1),
            date(2021, 3, 15),
        )
        yield plot, "ownership", COMMUNITY, date(2021, 3, 15), None
        yield plot, "use", "terrain nu", date(2005, 1, 1), None
    for i, plot in enumerate(kept[1:]):
        yield plot, "ownership", PRIVATE[i % len(PRIVATE)], date(2005 + i % 7, 1, 1), None
        yield plot, "use", "activité", date(2005 + i % 7, 1, 1), None
    if len(bought) > 1:
        yield bought[0], "lease", "Fromagerie (fictive)", date(2023, 1, 1), date(2032, 1, 1)
        yield (
            bought[1],
            "option",
            "Menuiserie bois d'ici (fictive)",
            date(2026, 1, 1),
            date(2027, 1, 1),
        )
    yield kept[-1], "preemption", COMMUNITY, date(2022, 1, 1), None


def places(land: Land) -> Mapping[str, str]:
    """
    Places of the commons in the zone, as WKT in the system of the study.

    Parameters
    ----------
    land : Land
        The zone.

    Returns
    -------
    mapping of str to str
        By key of a common of the example.
    """
    areas = land.plots["area_m2"].drop(OUTSIDE, errors="ignore").sort_values(kind="stable")
    basin, parking = (
        land.plots.geometry[areas.index[i]] for i in (len(areas) // 3, len(areas) // 2)
    )
    edge = land.outline.exterior if hasattr(land.outline, "exterior") else land.outline.boundary
    hedge = shapely.intersection(edge, land.outline.centroid.buffer(edge.length / 5))
    road = land.plots.geometry.get(OUTSIDE, edge)
    shapes: dict[str, BaseGeometry] = {
        "voirie": road, "bassin": basin.buffer(-3), "parking": parking.buffer(-3), "haies": hedge,
    }  # fmt: skip
    return {
        key: shapely.to_wkt(shapely.simplify(shape, 0.5), rounding_precision=1)
        for key, shape in shapes.items()
        if not shape.is_empty
    }
