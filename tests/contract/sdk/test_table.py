"""The table of sdks/README.md: no cell is empty, and each names a test that exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
README = ROOT / "sdks" / "README.md"


def rows():
    """Give the rows of the table below «Features», without its head."""
    text = README.read_text(encoding="utf-8").partition("## Features")[2]
    table = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


def test_every_feature_has_a_cell_for_each_sdk():
    assert len(rows()) >= 20
    for row in rows():
        assert len(row) == 4, row
        assert all(row), row


@pytest.mark.parametrize("row", [pytest.param(row, id=row[0]) for row in rows()])
def test_a_cell_names_a_test_that_exists(row):
    for cell in row[1:]:
        named = re.findall(r"\[(.*?)\]\((.*?)\)", cell)
        assert named, cell
        for words, path in named:
            file = (README.parent / path).resolve()
            assert file.is_file(), path
            if words != file.name:
                assert words in file.read_text(encoding="utf-8"), f"{words} in {path}"
