"""
Passwords and tokens: they come from the environment or a keyring, and are never written.

An address that is shown, logged, or kept beside a file goes through :func:`scrubbed` first.
"""

import logging
import os
import re
from importlib import import_module
from typing import Any, Final

from land.errors import MissingExtraError
from layers.errors import ReadError

HIDDEN: Final = "…"
"""What stands in the place of a secret."""

_USER: Final = re.compile(r"(?P<scheme>[a-zA-Z][\w+.-]*://)[^/\s@]+@")
_QUERY: Final = re.compile(
    r"(?P<name>[?&;](?:api[-_]?key|key|token|access[-_]?token|password|passwd|pwd|secret|"
    r"signature|sig|x-amz-[\w-]+)=)[^&;#\s'\"]+",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"\$\{(?P<name>[^}]*)\}")
_KEYRING: Final = "keyring:"


def scrubbed(text: str) -> str:
    """
    Text without the passwords and tokens of the addresses that stand in it.

    Parameters
    ----------
    text : str
        Any text: an address, a message of a library, a line of a log.

    Returns
    -------
    str
        The text; what stood before the host of an address, and the values of parameters that
        are known to be secret, are « … ».

    Examples
    --------
    >>> scrubbed("https://anne:s3cret@carto.fr/wfs?token=abc&layer=zae")
    'https://…@carto.fr/wfs?token=…&layer=zae'
    """
    return _QUERY.sub(rf"\g<name>{HIDDEN}", _USER.sub(rf"\g<scheme>{HIDDEN}@", text))


def filled(text: str) -> str:
    """
    Text with ``${NAME}`` taken from the environment and ``${keyring:SERVICE/USER}`` from a keyring.

    Parameters
    ----------
    text : str
        An address as a file of settings holds it, without any secret.

    Returns
    -------
    str
        The address that is used; it must not be shown.

    Raises
    ------
    ReadError
        If a name has no value; says which.
    MissingExtraError
        If the keyring is asked for and not installed.

    Examples
    --------
    >>> filled("https://carto.fr/wfs")
    'https://carto.fr/wfs'
    """
    return _NAME.sub(lambda found: _value(found["name"]), text)


def _value(name: str) -> str:
    if name.startswith(_KEYRING):
        service, _, user = name.removeprefix(_KEYRING).partition("/")
        value = _keyring().get_password(service, user)
        where = "keyring"
    else:
        value = os.environ.get(name)
        where = "environment"
    if not value:
        raise ReadError("no value for « {name} » in the {where}", name=name, where=where)
    return str(value)


def _keyring() -> Any:
    try:
        return import_module("keyring")
    except ImportError as error:
        raise MissingExtraError(
            "the keyring is not installed: pip install zae-toolkit[keyring]"
        ) from error


class Scrub(logging.Filter):
    """A filter of logs that hides secrets in every line, those of other libraries included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the line; every line passes."""
        record.msg, record.args = scrubbed(record.getMessage()), ()
        return True
