"""The study file: faults are all listed, paths are found."""

from pathlib import Path

import pytest

from zae import study, territory

GOOD = """
title = "Essai"
[[layer]]
role = "zone"
path = "zones.gpkg"
"""


def test_every_fault_is_listed_at_once_with_its_place() -> None:
    text = """
        title = "Essai"
        crs = 3857
        colour = "red"
        [[layer]]
        role = "zone"
        path = "zones.gpkg"
        [[layer]]
        role = "parcelle"
        path = "p.gpkg"
        [sites]
        min_area_m2 = -1
    """
    with pytest.raises(study.StudyError) as error:
        study.parse(text, name="etude.toml", folder=Path())
    message = str(error.value)
    assert message.startswith("etude.toml: 3 fault(s)")
    for said in (
        "colour: Extra inputs",
        "layer #2",
        "unknown role « parcelle »",
        "sites min_area_m2",
    ):
        assert said in message


def test_a_system_that_is_not_legal_is_refused() -> None:
    with pytest.raises(study.StudyError, match="EPSG:3857 is not a legal projected system"):
        study.parse("crs = 3857\n" + GOOD, name="e.toml", folder=Path())


def test_a_threshold_that_does_not_exist_is_refused() -> None:
    with pytest.raises(study.StudyError, match="unknown threshold setbak_m"):
        study.parse(GOOD + "[availability]\nsetbak_m = 3\n", name="e.toml", folder=Path())


def test_text_that_is_not_toml_names_its_line() -> None:
    with pytest.raises(study.StudyError, match=r"e\.toml: not valid TOML.*line 2"):
        study.parse("title = 'x'\ntitle 3\n", name="e.toml", folder=Path())


def test_an_absent_file_is_named_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(study.StudyError, match=r"^absent\.toml: No such file"):
        study.read(tmp_path / "absent.toml")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "étude.toml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert study.read(file).folder == tmp_path.resolve()


def test_a_variable_without_value_is_named() -> None:
    with pytest.raises(study.StudyError, match="NO_SUCH_FOLDER has no value"):
        study.resolve("${NO_SUCH_FOLDER}/a.gpkg", Path())


def test_the_shared_folder_is_found_beside_a_parent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(study.SHARED, raising=False)
    (tmp_path / "shared" / "data").mkdir(parents=True)
    deep = tmp_path / "project" / "studies"
    deep.mkdir(parents=True)
    found = study.resolve("${ZAE_SHARED}/data/a.gpkg", deep)
    assert Path(found) == tmp_path.resolve() / "shared" / "data" / "a.gpkg"


def test_a_database_address_is_left_alone() -> None:
    assert study.resolve("postgresql://h/db", Path("/x")) == "postgresql://h/db"


@pytest.mark.parametrize(
    ("key", "siren", "communes"),
    [
        ("montpellier", "243400017", 31),
        ("puisaye-forterre", "200067130", 57),
        ("grenoble", "200040715", 49),
        ("lille", "200093201", 95),
    ],
)
def test_the_four_territories_have_their_siren_and_communes(
    key: str, siren: str, communes: int
) -> None:
    """Number of communes of each EPCI: DGCL 2026."""
    found = territory.territory(key)
    assert (found.siren, len(found.names)) == (siren, communes)


def test_an_unknown_territory_lists_those_there_are() -> None:
    with pytest.raises(territory.TerritoryError, match="lille, montpellier"):
        territory.territory("nantes")


def test_a_key_that_does_not_exist_brings_the_nearest_one() -> None:
    text = 'title = "Essai"\nterritory = "montpellier"\n[[layer]]\nrole = "zone"\n'
    with pytest.raises(study.StudyError, match=r"layer #1 vintge: .*did you mean « vintage »\?"):
        study.parse(text + 'path = "z.gpkg"\nvintge = "2026"\n', name="essai.toml", folder=Path())
