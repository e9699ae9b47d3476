"""A case file to begin with says nothing of another place than its own."""

import tomllib
from pathlib import Path

from tests.zae.projects.places import write_study
from zae.negotiation.starter import write_case

ELSEWHERE = ("métropole", "Haubourdin", "pollués", "derniers terrains")


def test_a_case_of_a_study_holds_hypotheses_that_fit_any_place(tmp_path: Path) -> None:
    study = write_study(tmp_path)
    written = write_case(tmp_path / "cas.toml", study=study, sites=["Z1"])
    case = tomllib.loads(written.read_text(encoding="utf-8"))
    lines = [line for party in case["party"] for line in party.get("red_line", ())]
    reasons = [line["reason"] for line in lines]
    assert all(reason.startswith("hypothèse : ") for reason in reasons)
    assert not [word for word in ELSEWHERE if word in "".join((*reasons, case["title"]))]
    jobs = {use["key"]: use["per_ha"].get("emplois") for use in case["use"]}
    assert (jobs["activite"], jobs["activite_solaire"]) == (15, 13)


def test_the_case_of_haubourdin_keeps_what_is_said_of_it(tmp_path: Path) -> None:
    case = tomllib.loads(write_case(tmp_path / "h.toml").read_text(encoding="utf-8"))
    lines = [line for party in case["party"] for line in party.get("red_line", ())]
    assert [line["least"] for line in lines] == [10, 0.2]
    assert lines[0]["reason"].endswith("de l'ouest de la métropole")
    assert next(use for use in case["use"] if use["key"] == "activite")["per_ha"]["emplois"] == 30
