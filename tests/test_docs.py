"""What the documents promise to be shown by a test is shown by one."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMED = re.compile(r"`([\w/]+\.py)?::(test_\w+)`")


def named_tests(document: str) -> list[tuple[Path, str]]:
    """The (file, test) pairs of a document, whose paths are below `tests/gui/` unless they begin with `tests/`."""
    file, named = Path(), []
    for path, test in NAMED.findall((ROOT / "docs" / document).read_text("utf-8")):
        if path:
            file = ROOT / path if path.startswith("tests/") else ROOT / "tests" / "gui" / path
        named.append((file, test))
    return named


@pytest.mark.parametrize(("document", "fewest"), [("piano-roll.md", 150), ("first-use.md", 5)])
def test_every_test_that_a_document_names_exists(document, fewest):
    named = named_tests(document)
    assert len(named) >= fewest
    assert [(file, test) for file, test in named if f"def {test}(" not in file.read_text("utf-8")] == []


def test_every_row_of_what_hands_and_eyes_expect_is_answered_and_names_its_test():
    tables = (ROOT / "docs" / "piano-roll.md").read_text("utf-8").partition("## Beyond that")[0]
    rows = [line for line in tables.splitlines() if line.startswith("| ") and "shown by" not in line]
    assert len(rows) > 40
    assert [row for row in rows if not re.match(r"\| .+ \| (yes|partly|no)\b.* \| .*::test_", row)] == []
