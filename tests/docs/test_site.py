"""The site asks nothing of a network."""

from pathlib import Path

import pytest

from docs.site import offline


@pytest.mark.parametrize(
    "asks",
    [
        '<script defer src="https://cdn.example/a.js"></script>',
        "<img src='//cdn.example/a.png'>",
        '<link rel="stylesheet" type="text/css" href="http://fonts.example/a.css">',
        '<link href="https://cdn.example/a.ico" rel="icon">',
        "@font-face { src: url(https://fonts.example/a.woff2) }",
        '@import "https://fonts.example/a.css";',
    ],
)
def test_what_a_browser_would_ask_for_is_found(asks: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(asks, encoding="utf-8")
    assert len(offline.faults(tmp_path)) == 1
    assert "example" in offline.faults(tmp_path)[0]


@pytest.mark.parametrize(
    "does_not",
    [
        '<a href="https://www.example/">b</a>',
        '<link rel="canonical" href="https://www.example/">',
        '<img src="images/a.png"><script src="../_static/a.js"></script>',
        '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
    ],
)
def test_what_a_reader_may_follow_is_not(does_not: str) -> None:
    assert list(offline.asked(does_not)) == []
