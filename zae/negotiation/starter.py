"""A case file to begin with: services and uses as hypotheses, sites of a study or of Haubourdin."""

import json
import os
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Final

from jinja2 import Environment, StrictUndefined, Template

from land.errors import Parts
from zae.negotiation.case import CaseError
from zae.negotiation.places import placed_sites
from zae.publish.whole import whole

HAUBOURDIN: Final[Mapping[str, object]] = {
    "jobs_per_ha": 30,
    "jobs_said": "30 emplois/ha en métropole",
    "jobs_wished": 24,
    "jobs_least": 10,
    "jobs_reason": "aucun site sans emploi : les derniers terrains d'activité de l'ouest de la "
    "métropole",
    "ground_reason": "sols pollués : une part reste perméable et suivie",
}
"""What the case of Haubourdin says of its place."""

ANYWHERE: Final[Mapping[str, object]] = {
    "jobs_per_ha": 15,
    "jobs_said": "15 emplois/ha en périurbain et rural, 30 en métropole",
    "jobs_wished": 12,
    "jobs_least": 5,
    "jobs_reason": "hypothèse : aucun site sans emploi (à dire avec le service)",
    "ground_reason": "hypothèse : une part du sol reste perméable (à dire avec le service)",
}
"""What may be said of any place, until its services say better."""


def write_case(path: Path, *, study: Path | None = None, sites: Sequence[str] = ()) -> Path:
    """
    Write a commented case file.

    Parameters
    ----------
    path : Path
        The file; one that is there is not replaced.
    study : Path, optional
        Study whose sites are negotiated; the friches of Haubourdin where absent.
    sites : sequence of str
        Ids of sites of the study.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    CaseError
        If the file is there, or the study has no site of an id.
    """
    if path.exists():
        raise CaseError("{file}: it is there already; give another name", file=path.name)
    text = _haubourdin() if study is None else _of_study(study, path, sites)
    with whole(path) as beside:
        beside.write_text(text, encoding="utf-8")
    return path


def _kept(name: str) -> str:
    return files("zae.negotiation").joinpath("cases", name).read_text(encoding="utf-8")


def _haubourdin() -> str:
    head, sites = _kept("haubourdin.toml").split("# Sites.")
    return f"{head}{_services(HAUBOURDIN)}\n# Sites.{sites}"


def _services(said: Mapping[str, object]) -> str:
    """Services, uses and interests, with what is said of a place."""
    return _template("services.toml").render(said)


def _of_study(study: Path, path: Path, ids: Sequence[str]) -> str:
    found = placed_sites(study).sites
    absent = [i for i in ids if i not in found.index]
    if absent or not ids:
        raise CaseError(
            "sites to negotiate: {absent} not in the study; name some of its sites: {known}",
            absent=absent or "–", known=Parts(map(str, found.index[:20]), between=", "),
        )  # fmt: skip
    rows = found.loc[list(ids), ["name", "area_m2"]].rename_axis("id").reset_index()
    return _template("study.toml.j2").render(
        study=Path(os.path.relpath(study, path.parent)).as_posix(),
        sites=rows.to_dict("records"),
        services=_services(ANYWHERE),
    )


def _template(name: str) -> Template:
    # A case is no page: texts are quoted as TOML, by the filter.
    environment = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701
    environment.filters["quoted"] = partial(json.dumps, ensure_ascii=False)
    return environment.from_string(_kept(name))
