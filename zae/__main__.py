"""``python -m zae`` is ``zae``."""

from zae.cli import main

main()
