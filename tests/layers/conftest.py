"""Settings of the tests of this folder."""

from hypothesis import settings

# The first call of a reader imports drivers: a deadline would measure that.
settings.register_profile("readers", deadline=None)
settings.load_profile("readers")
