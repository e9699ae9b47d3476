"""
How Sphinx builds the site: ``python -m docs.make site``.

The folder of the sources is that of the repository, so that a link written for a forge
(``../CONTRIBUTING.md``) is a link of the site too. What changes with every commit (API, messages
of errors) is written into ``docs/built/`` as the build starts, and is not committed: decision 0093.
"""

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from docs.site import built, hooks  # noqa: E402  the line above makes it found

project = "zae"
author = "zae contributors"
project_copyright = "zae contributors, BSD-3-Clause"
language = "fr"

extensions = [
    "myst_parser",
]
root_doc = "docs/README"
include_patterns = ["*.md", "docs/*.md", "docs/**/*.md"]
exclude_patterns = [
    ".*", "build", "dist", "zae-demo", "out", "notebooks", "tests", "benchmarks",
    "land", "criteria", "layers", "zae", "**/__pycache__", "*.egg-info",
]  # fmt: skip

myst_heading_anchors = 3
highlight_language = "none"
html_theme = "furo"
locale_dirs = ["docs/site/locale"]
html_title = "zae : documentation"
html_static_path = ["site/static"]
html_css_files = ["zae.css"]
html_extra_path = ["site/extra"]
html_show_sphinx = False
html_show_copyright = True
html_copy_source = False
html_show_sourcelink = False
html_last_updated_fmt = None
html_search_language = "fr"
pygments_style = "default"
html_theme_options: dict[str, Any] = {"navigation_with_keys": True, "footer_icons": []}


def setup(app: Any) -> dict[str, bool]:
    """Join what is ours to the build."""
    built.write(ROOT)
    app.connect("source-read", hooks.read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
