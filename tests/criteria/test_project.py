"""Projects: unknown fields stay unknown, reference projects are sourced to the last number."""

import tomllib
from importlib import resources

import pytest
from pydantic import ValidationError

from criteria.grid import RuleError, published
from criteria.project import (
    NUMBERS,
    PROFILES,
    Project,
    parse_references,
    reference_projects,
)
from layers.schema import PROFILES as SCHEMA_PROFILES
from layers.schema import VOCATIONS
from tests.criteria.maps import jobs

TEXT = resources.files("criteria").joinpath("projects.toml").read_text(encoding="utf-8")


def test_one_reference_project_per_vocation_of_the_schema() -> None:
    projects = reference_projects()
    assert tuple(projects) == VOCATIONS
    assert [p.vocation for p in projects.values()] == list(VOCATIONS)
    assert PROFILES == SCHEMA_PROFILES


def test_every_number_of_a_reference_project_is_there_and_sourced() -> None:
    for project in reference_projects().values():
        assert [n for n in NUMBERS if getattr(project, n) is None] == []
        assert [n for n in NUMBERS if not project.sources[n]] == []


def test_reference_projects_agree_with_the_densities_that_they_quote() -> None:
    projects = reference_projects()
    jobs_per_ha = {
        k: round((p.total_jobs or 0) / (p.plot_m2 or 1) * 10_000, 1) for k, p in projects.items()
    }
    assert jobs_per_ha == {
        "artisanat": 30.0, "industrie": 24.0, "logistique": 18.8, "tertiaire": 60.0,
        "commerce": 66.0,
    }  # fmt: skip
    m2_per_job = {k: (p.floor_m2 or 0) / (p.total_jobs or 1) for k, p in projects.items()}
    assert m2_per_job["tertiaire"] == 15
    assert m2_per_job["artisanat"] == m2_per_job["industrie"] == 70
    assert round(m2_per_job["logistique"]) == 213
    assert projects["logistique"].trucks_per_day == 0.8 * 10_000 / 250


def test_reference_projects_meet_the_law_that_they_quote() -> None:
    floor = next(v for v in published().vetoes if v.key == "renewable_below_law").threshold
    assert {p.renewable_roof_share for p in reference_projects().values()} == {(floor or 0) / 100}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('trucks_per_day = "assumed"', "", "artisanat.*trucks_per_day: no source"),
        ("trucks_per_day = 3\n", "", "artisanat.*trucks_per_day: no value"),
        ("roof_m2 = 1400", "roof_m2 = -1", "artisanat roof_m2"),
        ("[[project]]", "[[project", "not valid TOML"),
    ],
)
def test_a_faulty_reference_project_is_refused_by_name(old: str, new: str, fault: str) -> None:
    assert old in TEXT
    with pytest.raises(RuleError, match=fault):
        parse_references(TEXT.replace(old, new, 1))


def test_faults_of_several_projects_are_listed_at_once() -> None:
    faulty = TEXT.replace('trucks_per_day = "assumed"', "")
    with pytest.raises(RuleError) as refused:
        parse_references(faulty)
    for name in ("artisanat", "industrie", "tertiaire", "commerce"):
        assert name in str(refused.value)


def test_an_empty_project_knows_nothing() -> None:
    project = Project(key="p", label={"fr": "p"}, vocation="commerce")
    assert project.total_jobs is None
    assert [n for n in NUMBERS if getattr(project, n) is not None] == []


def test_jobs_name_every_profile() -> None:
    project = Project(key="p", label={"fr": "p"}, vocation="commerce", jobs=jobs(cadres=3))
    assert project.total_jobs == 3
    with pytest.raises(ValidationError, match="missing: employes, ouvriers"):
        Project.model_validate(
            {"key": "p", "label": {"fr": "p"}, "vocation": "commerce",
             "jobs": {"cadres": 1, "professions_intermediaires": 1}}
        )  # fmt: skip


def test_sources_of_fields_that_do_not_exist_are_refused() -> None:
    with pytest.raises(ValidationError, match="no such field: jbos"):
        Project(key="p", label={"fr": "p"}, vocation="commerce", sources={"jbos": "x"})


def test_the_file_reads_as_toml_tables() -> None:
    assert len(tomllib.loads(TEXT)["project"]) == 5
