"""Command line: calls the public functions, prints, and holds no arithmetic."""

from zae.cli.entry import main

__all__ = ["main"]
