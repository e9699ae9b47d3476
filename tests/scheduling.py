"""How tests are shared among processes: what uses the same costly fixture goes to the same one."""

from xdist.scheduler import LoadScopeScheduling

REAL = "tests/real/"


class ByFixture(LoadScopeScheduling):
    """
    Tests of a file together, and all those of the real territories.

    Fixtures of a module or of a session are then made once, not once a process.
    """

    def _split_scope(self, nodeid: str) -> str:
        return REAL if nodeid.startswith(REAL) else nodeid.split("::", 1)[0]
