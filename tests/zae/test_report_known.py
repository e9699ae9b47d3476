"""What a report says of what nobody looked at, and of marks that rest on little."""

from dataclasses import replace

from criteria.scores import known_shares
from zae.assessment import Assessment
from zae.publish.report import content, findings, marks
from zae.publish.report.reader import Reader

FRENCH = Reader(lang="fr")


def without_friche(assessment: Assessment, count: int) -> Assessment:
    """The same study, the first sites of which bear no friche."""
    key, run = next(iter(assessment.runs.items()))
    status = run.facts.status.copy()
    status.iloc[:count, status.columns.get_loc(findings.SOIL)] = "not_applicable"
    changed = replace(run, facts=replace(run.facts, status=status))
    return replace(assessment, runs={**assessment.runs, key: changed})


def test_sites_without_a_friche_are_said_to_be_unseen(assessment: Assessment) -> None:
    note = findings.soil_note(without_friche(assessment, 5), FRENCH)
    assert "Sur 5 sites de 12, personne n'a regardé" in note
    assert "CASIAS" in note


def test_nothing_is_said_where_every_site_was_looked_at(assessment: Assessment) -> None:
    assert findings.soil_note(assessment, FRENCH) == ""


def test_the_note_stands_once_in_the_report_of_a_territory(assessment: Assessment) -> None:
    shown = content.territory(without_friche(assessment, 12), FRENCH, most=3)
    assert shown["soil_note"].count("CASIAS") == 1


def test_a_reason_names_the_family_that_is_known_by_less_than_half() -> None:
    lines = [
        {"family": "land", "brought": 20.0, "lost": 1.0},
        {"family": "employment", "brought": 30.0, "lost": 0.0},
    ]
    families = [
        {"key": "land", "label": "Foncier", "known": "80 % connu", "thin": False},
        {"key": "employment", "label": "Emploi", "known": "12 % connu", "thin": True},
    ]
    found = marks.reasons(lines, families)
    assert [r["rests_on"] for r in found["up"]] == ["Emploi, 12 % connu", ""]
    assert [r["rests_on"] for r in found["down"]] == [""]


def test_reasons_of_real_sheets_follow_the_known_shares(assessment: Assessment) -> None:
    for sheet in content.sheets(assessment, FRENCH):
        run = assessment.runs[sheet["project_key"]]
        known = known_shares(run.scores.marks, assessment.grid).loc[sheet["id"]]
        for reason in (*sheet["up"], *sheet["down"]):
            assert (reason["rests_on"] != "") == (known[reason["family"]] < marks.THIN)
