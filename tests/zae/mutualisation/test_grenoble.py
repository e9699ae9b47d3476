"""Business zones of Grenoble-Alpes-Métropole: what open data say of them, and no more."""

import json
import re
from pathlib import Path

import pytest
from pandas import DataFrame

from tests.zae.mutualisation.test_sheet import text_of
from zae.cli.entry import run

NAMED = re.compile(r"\b(ZI|ZA|ZIRST|ZONE ARTISANALE|PARC D'ACTIVITÉS|PARC TECHNOLOGIQUE)\b")


@pytest.fixture(scope="module")
def zones(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Table of the zones that Métromobilité names, with the published figures of Inovallée."""
    file = shared / "data/equipment/grenoble_metromobilite_lieux_2018.geojson"
    places = [f["properties"] for f in json.loads(file.read_text(encoding="utf-8"))["features"]]
    rows = [
        {"zone_id": f"GAM-{i:02d}", "name": f"{p['LIBELLE']} ({p['COMMUNE']})"}
        for i, p in enumerate((p for p in places if NAMED.search(p["LIBELLE"])), 1)
    ]
    table = DataFrame(rows).reindex(
        columns=["zone_id", "name", "area_ha", "firms", "jobs", "collective_management"]
    )
    published = ["110", "250..375", "11400", "oui"]
    inovallee = table["name"].str.contains("INOVALLEE")
    assert inovallee.sum() == 1
    table[[*table.columns[2:]]] = table[[*table.columns[2:]]].astype(object)
    table.loc[inovallee, [*table.columns[2:]]] = published
    table.loc[inovallee, "zone_id"] = "INOVALLEE"
    path = tmp_path_factory.mktemp("grenoble") / "zones.csv"
    table.to_csv(path, sep=";", index=False)
    return path


@pytest.fixture(scope="module")
def study(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study of Grenoble, wherever the real data lie."""
    text = (Path(__file__).parents[2] / "real/grenoble.toml").read_text(encoding="utf-8")
    path = tmp_path_factory.mktemp("etude") / "grenoble.toml"
    path.write_text(text.replace("${ZAE_SHARED}", shared.as_posix()), encoding="utf-8")
    return path


@pytest.mark.shared
def test_what_nobody_publishes_stays_unknown(
    study: Path, zones: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["mutualise", "zones", str(study), "--table", str(zones), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["measures"]) > 50
    others = [z for z in found["measures"] if z["zone_id"] != "INOVALLEE"]
    measured = {k: v for z in others for k, v in z.items() if k.endswith(("_low", "_high"))}
    assert set(measured.values()) == {None}
    for practice in found["practices"]:
        if practice["zone_id"] != "INOVALLEE":
            assert (practice["fit"], practice["unknown"]) == ("may_fit", practice["conditions"])
    fit = {p["practice"]: p for p in found["practices"] if p["zone_id"] == "INOVALLEE"}
    assert {p["fit"] for p in fit.values()} <= {"fits", "may_fit"}
    assert fit["security"]["fit"] == "fits"  # firms, area and management are published
    assert [c["measure"] for c in fit["association"]["lacking"]] == ["animation_fte"]


@pytest.mark.shared
def test_a_sheet_without_a_map_asks_what_to_find_out(
    study: Path, zones: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["mutualise", "sheet", str(study), "--table", str(zones), "--out", str(tmp_path)]
    assert run([*words, "--zone", "INOVALLEE"]) == 0
    told = text_of(tmp_path / "INOVALLEE.pdf")
    for piece in ("ZIRST INOVALLEE (MEYLAN)", "Animation : qui le sait ?", "11 400",
                  "aucun groupe n'a été cherché"):  # fmt: skip
        assert piece in told.replace("’", "'")
    assert run(["mutualise", "zones", str(study)]) == 1
    assert "--table" in capsys.readouterr().err
