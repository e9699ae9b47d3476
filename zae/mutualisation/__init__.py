"""Mutualisation: practices, where they fit, and which neighbours could pool what."""
