"""What the documents promise to be shown by a test is shown by one."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_test_that_the_piano_roll_table_names_exists():
    file, named = "", []
    for path, test in re.findall(r"`([\w/]+\.py)?::(test_\w+)`", (ROOT / "docs" / "piano-roll.md").read_text("utf-8")):
        file = path or file
        named.append((file, test))
    assert len(named) > 40
    missing = [
        (path, test)
        for path, test in named
        if f"def {test}(" not in (ROOT / "tests" / "gui" / path).read_text(encoding="utf-8")
    ]
    assert missing == []
