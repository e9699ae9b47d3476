"""
The one HTTP client: who asks, how long it waits, when it asks again.

``requests`` over urllib3: retries with back-off, ``Retry-After``, proxies and certificates of the
organisation from the environment, ``~/.netrc``. Decision 0020 says why.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from layers.errors import FetchError
from layers.secrets import Scrub, scrubbed

AGAIN: Final = (429, 500, 502, 503, 504)
"""Answers after which it is worth asking again."""

_REFUSED: Final = (401, 403)
_ABSENT: Final = (404, 410)
_MULTIPLE: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """
    How long a client waits and how often it asks.

    Parameters
    ----------
    tries : int
        Times that a request is made in all.
    backoff_s : float
        Wait before the second try, doubled before each next one. [s]
    longest_wait_s : float
        Longest wait that a server may ask for with ``Retry-After``. [s]
    connect_s, read_s : float
        Longest wait for a connection, and between two pieces of an answer. [s]
    """

    tries: int = 6
    backoff_s: float = 1.0
    longest_wait_s: float = 120.0
    connect_s: float = 15.0
    read_s: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Http:
    """A session with its patience."""

    session: requests.Session
    patience: Patience = field(default_factory=Patience)

    @contextmanager
    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[requests.Response]:
        """
        Answer to a request, its body not yet read.

        Parameters
        ----------
        url : str
            Address, with its secrets.
        params, headers : mapping of str to str, optional
            Parameters and headers to add.

        Yields
        ------
        Response
            One of status below 400, or 416 (the range asked for does not exist).

        Raises
        ------
        FetchError
            If the server cannot be reached, keeps refusing, or asks to wait too long; says which
            and what to do, without any secret.
        """
        limits = (self.patience.connect_s, self.patience.read_s)
        try:
            response = self.session.get(
                url, params=params, headers=headers, timeout=limits, stream=True
            )
        except requests.RequestException as error:
            raise unreachable(url, error) from None
        with response:
            _require_answer(url, response)
            yield response


def client(patience: Patience | None = None) -> Http:
    """
    Client with its retries.

    Parameters
    ----------
    patience : Patience, optional
        Waits and tries.

    Returns
    -------
    Http
        The client.

    Examples
    --------
    >>> client(Patience(tries=2)).session.headers["Accept-Encoding"]
    'identity'
    """
    patience = patience or Patience()
    session = requests.Session()
    # Bytes as they lie on the server: only so can a cut download go on from where it stopped.
    session.headers["Accept-Encoding"] = "identity"
    session.headers["User-Agent"] = f"zae-toolkit/{version('zae-toolkit')}"
    retries = Retry(
        total=patience.tries - 1,
        status_forcelist=AGAIN,
        allowed_methods=("GET", "HEAD"),
        backoff_factor=patience.backoff_s,
        backoff_jitter=patience.backoff_s / 4,
        respect_retry_after_header=True,
        retry_after_max=int(patience.longest_wait_s),
        raise_on_status=False,
    )
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=retries))
    _quieten()
    return Http(session=session, patience=patience)


def _quieten() -> None:
    logger = logging.getLogger("urllib3.connectionpool")
    if not any(isinstance(f, Scrub) for f in logger.filters):
        logger.addFilter(Scrub())


def _require_answer(url: str, response: requests.Response) -> None:
    status = response.status_code
    if status < _MULTIPLE or status == requests.codes.requested_range_not_satisfiable:
        return
    shown = {"url": scrubbed(url), "status": status}
    if status in _REFUSED:
        raise FetchError("{url}: access refused ({status}); a password or token is needed", **shown)
    if status in _ABSENT:
        raise FetchError("{url}: nothing there ({status}); the producer may have moved it", **shown)
    if status in AGAIN:
        wait = response.headers.get("Retry-After", "")
        raise FetchError(
            "{url}: the server is overloaded or broken ({status} {wait}); try again later",
            **shown,
            wait=f"Retry-After: {wait}" if wait else "",
        )
    raise FetchError("{url}: refused by the server ({status})", **shown)


def unreachable(url: str, error: Exception) -> FetchError:
    """
    Error of a server that does not answer, or not to the end.

    Examples
    --------
    >>> str(unreachable("http://u:p@h/x", ValueError("no route")))
    'http://…@h/x: no answer (no route)'
    """
    said = scrubbed(str(error).split("(Caused by")[-1].strip(" )'\"(") or type(error).__name__)
    shown = {"url": scrubbed(url), "error": said}
    if isinstance(error, requests.exceptions.ProxyError):
        return FetchError(
            "{url}: the proxy gives no answer; see HTTPS_PROXY, or ask for its address ({error})",
            **shown,
        )
    if isinstance(error, requests.exceptions.SSLError):
        return FetchError(
            "{url}: its certificate is refused; name that of your organisation in "
            "REQUESTS_CA_BUNDLE ({error})",
            **shown,
        )
    if isinstance(error, requests.exceptions.ConnectionError):
        return FetchError(
            "{url}: no answer; without internet, bring the file in by hand and name its folder "
            "with --from ({error})",
            **shown,
        )
    return FetchError("{url}: no answer ({error})", **shown)
