"""What PDFs are made with: Pango and HarfBuzz to set text, and fonts with the rupee sign and India's scripts."""

import ctypes
import shutil
import subprocess

FONTS = ("Noto Sans", "Noto Sans Devanagari")


def pango() -> bool:
    """Whether Pango can be loaded."""
    return _loads("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib")


def harfbuzz() -> bool:
    """Whether the part of HarfBuzz can be loaded that cuts a font down to the letters used."""
    return _loads("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib")


def fonts() -> bool:
    """Whether fontconfig finds the fonts by their names."""
    lister = shutil.which("fc-list")
    return lister is not None and all(_has(lister, family) for family in FONTS)


def _has(lister: str, family: str) -> bool:
    return bool(subprocess.run([lister, family, "file"], capture_output=True).stdout.strip())


def _loads(*names: str) -> bool:
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False
