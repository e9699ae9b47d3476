"""A grid file is checked whole: faults of form, of coherence and of meaning come together."""

import pytest

from criteria.grid import names, packaged
from criteria.grid_check import faults

TEXT = packaged("implantation-1")


@pytest.mark.parametrize("name", [*names(), *names(kind="uses")])
def test_published_grids_have_no_fault(name: str) -> None:
    assert faults(packaged(name)) == []


def test_faults_of_every_sort_are_told_at_once() -> None:
    text = TEXT
    for old, new in {
        "share = 0.08": "share = 0.18",  # coherence: 1.1
        "points = [[0, 0.0], [50, 0.5], [100, 1.0]]": "points = [[0, 0.0], [0, 0.5], [100, 1.0]]",
        'unit = "jobs/ha"': 'unit = "jobs/m2"',  # meaning
        'fact = "wetland_m2"': 'fact = "marsh_m2"',
        'basis = "assumed"': 'basis = "sourced"\nspare = 1',
        'key = "renewable_energy"': 'key = "wind_energy"',
    }.items():
        assert old in text
        text = text.replace(old, new, 1)
    told = "\n".join(faults(text, name="essai"))
    for fault in (
        "weights sum to 1.1", "breakpoints must be two or more, increasing",
        "unknown fact marsh_m2",
        "job_density: unit « jobs/m2 », but it is measured in « jobs/ha »", "letters.spare",
        "wind_energy: no indicator measures it",
    ):  # fmt: skip
        assert fault in told


def test_coherence_is_told_once() -> None:
    text = TEXT.replace("share = 0.08", "share = 0.18", 1)
    told = faults(text)
    assert len([f for f in told if "weights sum to 1.1" in f]) == 1


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('followup = "', 'followup = "" # "', "followup is empty"),
        ('family = "land"', 'family = "sea"', "unknown family sea"),
        ('key = "classified_site"', 'key = "soil_pollution"', "veto used twice: soil_pollution"),
        ('key = "plot_fit"', 'key = "wetland_m2"', "key used twice: wetland_m2"),
        ("[[families]]", '[[families]]\nkey = "x"\nlabel = { fr = "x", en = "x" }\n[[families]]',
         "family without criterion: x"),
    ],
)  # fmt: skip
def test_a_fault_is_told_by_its_name(old: str, new: str, fault: str) -> None:
    assert old in TEXT
    assert fault in "\n".join(faults(TEXT.replace(old, new, 1)))


def test_a_weight_that_is_no_number_does_not_make_a_false_sum() -> None:
    told = "\n".join(faults(TEXT.replace("share = 0.08", 'share = "beaucoup"', 1)))
    assert "criteria.artificialised_share.weight.share" in told
    assert "weights sum" not in told


def test_the_other_kind_is_checked_by_its_own_rules() -> None:
    text = packaged("mutafriches-1.19").replace('excludes = ["photovoltaique"]', 'excludes = ["x"]')
    assert [f for f in faults(text) if "no use « x »" in f] == faults(text)
