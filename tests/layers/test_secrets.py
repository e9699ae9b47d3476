"""Secrets come from the environment or a keyring, and are hidden wherever text is shown."""

import logging

import keyring
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend

from layers.errors import ReadError
from layers.secrets import Scrub, filled, scrubbed

WORD = st.text(
    alphabet="abcdefghijklmnopqrstuvwxyzABCDEFGH0123456789-_.!%", min_size=8, max_size=30
)


class InMemory(KeyringBackend):
    """A keyring that lives as long as the test."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return "dutrousseau" if (service, username) == ("carto", "anne") else None

    def set_password(self, service: str, username: str, password: str) -> None:
        del service, username, password


def test_from_the_environment_and_from_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZAE_TEST_SECRET", "abc")
    before = keyring.get_keyring()
    keyring.set_keyring(InMemory())
    try:
        assert filled("https://h/?token=${ZAE_TEST_SECRET}") == "https://h/?token=abc"
        assert filled("https://anne:${keyring:carto/anne}@h/") == "https://anne:dutrousseau@h/"
        with pytest.raises(ReadError, match="no value for « keyring:carto/paul » in the keyring"):
            filled("https://paul:${keyring:carto/paul}@h/")
    finally:
        keyring.set_keyring(before)
    monkeypatch.delenv("ZAE_TEST_SECRET")
    with pytest.raises(ReadError, match="no value for « ZAE_TEST_SECRET » in the environment"):
        filled("${ZAE_TEST_SECRET}")


@given(secret=WORD)
def test_no_secret_is_shown(secret: str) -> None:
    for text in (
        f"https://anne:ZZ{secret}ZZ@carto.fr/wfs",
        f"postgresql+psycopg://anne:ZZ{secret}ZZ@127.0.0.1:5432/sig",
        f"GET /wfs?service=WFS&token=ZZ{secret}ZZ&layer=a HTTP/1.1",
        f"failed for url: http://h/x?api_key=ZZ{secret}ZZ (Caused by nothing)",
    ):
        assert f"ZZ{secret}ZZ" not in scrubbed(text)
        assert scrubbed(scrubbed(text)) == scrubbed(text)


def test_what_is_no_secret_stays() -> None:
    text = "https://data.geopf.fr/wfs/ows?typenames=a:b&count=10&sortBy=cleabs"
    assert scrubbed(text) == text


def test_lines_of_logs_are_scrubbed(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("zae.test.secrets")
    logger.addFilter(Scrub())
    with caplog.at_level(logging.DEBUG, logger=logger.name):
        logger.debug("GET %s", "http://h/x?token=s3cr3tWord")
    assert "s3cr3tWord" not in caplog.text
    assert "token=…" in caplog.text
