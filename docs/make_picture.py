"""Make docs/images/demo.png, the picture of the README: the map of `zae demo` in Chromium."""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from zae.demo import demo

PICTURE = Path(__file__).parent / "images" / "demo.png"
COLOURS = 96


def main() -> None:
    """Carry out the demonstration, open its map, keep a light picture of it."""
    browser = shutil.which("chromium") or shutil.which("chrome")
    if browser is None:
        sys.exit("no Chromium: install chromium, then run this again")
    with TemporaryDirectory() as folder:
        page = demo(Path(folder))["map"]
        shot = Path(folder) / "map.png"
        subprocess.run(  # noqa: S603  our own arguments
            [
                browser, "--headless=new", "--no-sandbox", "--enable-unsafe-swiftshader",
                "--window-size=1280,800", "--virtual-time-budget=8000", f"--screenshot={shot}",
                page.resolve().as_uri(),
            ],
            check=True,
        )  # fmt: skip
        PICTURE.parent.mkdir(exist_ok=True)
        Image.open(shot).convert("RGB").quantize(COLOURS).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
