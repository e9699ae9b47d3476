"""A fictional history on the fictional commune: a dozen settlements, seeded, from 2017 to 2026."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np
from geopandas import GeoDataFrame

from criteria.project import PROFILES
from zae.assess import Progress, assess, silent
from zae.demo import prepare
from zae.messages import DEFAULT_LANG, Lang
from zae.projects.form import write_form
from zae.projects.kinds import (
    WHAT,
    YEARS,
    Check,
    Declaration,
    Hires,
    Implantation,
    Outcome,
    Promise,
    Reason,
    of_project,
)  # fmt: skip
from zae.projects.promises import anniversary
from zae.projects.report import write
from zae.store import Entry, Payload, create
from zae.store.address import where
from zae.study import read

DAY: Final = date(2026, 6, 30)
"""Day of the demonstration: nothing later is in its history."""

SEED: Final = 7
FORGOTTEN: Final = 0.2
"""Share of the checks that nobody made."""

NAMES: Final = (
    ("hornbelle", "Atelier Hornbelle", "artisanat"),
    ("desraies", "Fournil Desraies", "artisanat"),
    ("lorvaux", "Mécanique Lorvaux", "industrie"),
    ("ambrelis", "Ambrélis Composites", "industrie"),
    ("quatrevents", "Logis Quatrevents", "logistique"),
    ("oustrac", "Transports Oustrac", "logistique"),
    ("miravel", "Miravel Études", "tertiaire"),
    ("sendrelle", "Sendrelle Santé", "tertiaire"),
    ("cantebois", "Menuiserie Cantebois", "artisanat"),
    ("verdurelle", "Verdurelle Jardins", "commerce"),
    ("tournelame", "Tournelame Outillage", "industrie"),
    ("brivolle", "Brivolle Emballages", "industrie"),
)
"""Fictional firms: key, name, vocation."""

EVIDENCE: Final = {"jobs": "déclaration sociale nominative", "local_hires_share": "enquête anonyme"}
PICTURE: Final = "photographie aérienne"
BESIDE: Final = (
    "projet.toml", "lecture.toml", "scenarios.toml", "recrutement-local.toml", "logement.toml",
)  # fmt: skip
"""Files that are put beside the study."""


def demo(
    out: Path, *, lang: Lang = DEFAULT_LANG, store: str = "", schema: str = "zae",
    progress: Progress = silent,
) -> dict[str, Path]:  # fmt: skip
    """
    Make the fictional commune with a history of settlements, and write its follow-up.

    Parameters
    ----------
    out : Path
        Folder; made where it is absent.
    lang : str
        Language of the deliverables.
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
    file = prepare(out)
    study = read(file).model_copy(update={"lang": lang, "vocations": ("industrie",)})
    found = assess(study, progress=progress)
    ledger = create(where(out, store), schema=schema)
    ledger.add_all(list(history(found.sites, f"{found.grid.name} {found.grid.version}")))
    write_beside(out)
    form = write_form(out / "formulaire.xlsx", lang=lang)
    files = write(ledger, found, out / "suivi", day=DAY, lang=lang)
    return {"study": file, "form": form, **{n: out / n for n in BESIDE}, **files}


def write_beside(folder: Path) -> None:
    """Write the filled forms, the scenarios and their parameters in a folder."""
    templates = resources.files("zae.projects").joinpath("templates")
    for name in BESIDE:
        (folder / name).write_bytes(templates.joinpath(name).read_bytes())


def history(sites: GeoDataFrame, grid: str) -> Iterator[Entry]:
    """
    Entries of the fictional history, the same at each call.

    Parameters
    ----------
    sites : GeoDataFrame
        Sites of the study: each firm gets one of its own.
    grid : str
        Version of the grid in force.

    Yields
    ------
    Entry
        In the order in which they were said.
    """
    draw = np.random.default_rng(SEED)
    chosen = draw.permutation(np.array(sorted(sites.index), dtype=object))[: len(NAMES)]
    made: list[tuple[datetime, str, Entry]] = []
    for i, (key, name, vocation) in enumerate(NAMES):
        firm = _Firm(key, name, vocation, str(chosen[i]), draw, grid)
        made += firm.entries(date(2016 + (3 * i) % 9, 1 + (5 * i) % 12, 15), sites)
    for _when, _id, entry in sorted(made, key=lambda x: x[:2]):
        yield entry


class _Firm:
    """A fictional firm, and what it declares, promises and does."""

    def __init__(self, key: str, name: str, vocation: str, site: str,
                 draw: np.random.Generator, grid: str) -> None:  # fmt: skip
        self.key, self.name, self.vocation = key, name, vocation
        self.site, self.draw, self.grid = site, draw, grid
        self.count = 0

    def entries(self, decided: date, sites: GeoDataFrame) -> list[tuple[datetime, str, Entry]]:
        """Everything about it, each with its day and its id."""
        jobs = int(self.draw.integers(8, 60))
        fields = self._fields(jobs)
        cautious = {**fields, "jobs": {k: round(v * 0.85, 1) for k, v in fields["jobs"].items()}}
        decision = Implantation(
            name=self.name, site_id=self.site, decision="accepted_with_conditions",
            conditions="Bilan aux années 1, 3 et 5",
        )  # fmt: skip
        starts = anniversary(decided, 1)
        own = Declaration(by="owner", project=fields, mobility_plan=True)
        told = [
            self._entry(own, decided, "porteur de projet"),
            self._entry(Declaration(by="collectivity", project=cautious), decided, ECONOMY),
            self._entry(decision, decided, "bureau communautaire",
                        geometry=sites.geometry[self.site], reason="Emplois productifs"),
        ]  # fmt: skip
        for what, amount in (
            ("jobs", jobs), ("open_ground_share", fields["open_ground_share"]),
            ("renewable_roof_share", fields["renewable_roof_share"]), ("local_hires_share", 0.6),
        ):  # fmt: skip
            told += self._promise(what, float(amount), starts)
        told += self._afterwards(starts)
        days = [(entry.dated, entry.event_id, entry) for entry in told]
        return [(when, name, e) for when, name, e in days if when and when.date() <= DAY]

    def _afterwards(self, starts: date) -> Iterator[Entry]:
        outcome = Outcome(state="closed" if self.key == "oustrac" else "open")
        yield self._entry(outcome, min(DAY, anniversary(starts, 2)), ECONOMY)
        if self.key in ("lorvaux", "miravel"):
            profile = "n_ouvriers" if self.key == "lorvaux" else "n_cadres"
            seen = Hires(parameter=profile, hires=12, yes=2)
            yield self._entry(seen, min(DAY, anniversary(starts, 1)), "service emploi")

    def _fields(self, jobs: int) -> dict[str, Any]:
        shares = self.draw.dirichlet(np.ones(len(PROFILES)) * 3)
        return {
            "key": self.key, "label": {"fr": self.name}, "vocation": self.vocation,
            "jobs": {p: round(float(s) * jobs, 1) for p, s in zip(PROFILES, shares, strict=True)},
            "plot_m2": float(120 * jobs), "floor_m2": float(45 * jobs), "roof_m2": float(40 * jobs),
            "open_ground_share": round(float(self.draw.uniform(0.15, 0.4)), 2),
            "renewable_roof_share": round(float(self.draw.uniform(0.2, 0.6)), 2),
            "heat_network": False, "trucks_per_day": float(self.draw.integers(1, 12)),
            "nuisance_distance_m": 30.0,
            "transfer_share": round(float(self.draw.uniform(0, 0.4)), 2),
        }  # fmt: skip

    def _promise(self, what: str, amount: float, starts: date) -> list[Entry]:
        evidence = EVIDENCE.get(what, PICTURE)
        promise = self._entry(
            Promise(what=what, amount=amount, starts=starts, due=anniversary(starts, 3),
                    site_id=self.site, evidence=evidence),
            anniversary(starts, -1), "porteur de projet", visibility="public",
        )  # fmt: skip
        reached = float(np.clip(self.draw.beta(6, 1.2) * 1.15, 0, 1.1))
        told = [promise]
        for year, step in zip(YEARS, (0.55, 1.0, 1.05), strict=True):
            gone = self.key == "oustrac" and year > 1
            found = 0.0 if gone else amount * min(reached * step, 1.1)
            found = round(found, 2 if WHAT[what].unit == "%" else 0)
            check = Check(
                promise=promise.event_id, year=year, amount=found, evidence=evidence,
                reason=_reason(found, amount, year), verifier=ECONOMY,
            )  # fmt: skip
            if self.draw.uniform() >= FORGOTTEN:
                day = anniversary(starts, year)
                told.append(self._entry(check, day, ECONOMY, visibility="public"))
        return told

    def _entry(self, payload: Payload, day: date, role: str, **others: Any) -> Entry:
        self.count += 1
        noon = datetime.combine(day, time(12), tzinfo=UTC)
        return Entry(
            payload=payload, subject=of_project(self.key), author=f"{role} (fictif)", role=role,
            dated=noon, grid=self.grid, event_id=f"demo-{self.key}-{self.count:02d}", **others,
        )  # fmt: skip


ECONOMY: Final = "service économie"


def _reason(found: float, promised: float, year: int) -> Reason:
    if found >= promised:
        return ""
    if found == 0:
        return "closed"
    return "late" if year == 1 else "market"
