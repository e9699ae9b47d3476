"""The page of the documentation is what the data and the rules say."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_is_fresh() -> None:
    spec = importlib.util.spec_from_file_location("make_cnig", ROOT / "docs" / "make_cnig.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.PAGE.read_text(encoding="utf-8") == script.page(), "run docs/make_cnig.py"
