"""What long work says where nobody sees a bar."""

import pytest

from zae.cli import progress


def test_a_pipe_hears_of_long_work_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 1.0, 40.0, 41.0, 42.0])
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    with progress.bar("fr") as tell:
        for step in ("land", "sites", "facts"):
            tell(step)
    assert capsys.readouterr().err == "Sites candidats…\n"


def test_quick_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.bar("fr") as tell:
        tell("facts")
    assert capsys.readouterr().err == ""
