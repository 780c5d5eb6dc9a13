"""What brings the tables of an older project file up to date, one version at a time."""

import json
import sqlite3
import zlib
from collections.abc import Callable

Migration = Callable[[sqlite3.Connection], None]

_NOTHING = zlib.compress(b"", level=1)


def _add_controls(database: sqlite3.Connection) -> None:
    """Version 2 keeps the controls of tracks, of which version 1 had none."""
    scores = [
        (name, _with_control_counts(frame), notes, _NOTHING)
        for name, frame, notes in database.execute("SELECT name, frame, notes FROM score")
    ]
    steps = [
        (number, text, frames, _with_splices(lanes), notes, _NOTHING)
        for number, text, frames, lanes, notes in database.execute(
            "SELECT number, text, frames, lanes, notes FROM step ORDER BY number"
        )
    ]
    database.execute("DROP TABLE score")
    database.execute("DROP TABLE step")
    database.execute(
        "CREATE TABLE score (name TEXT PRIMARY KEY, frame TEXT, notes BLOB NOT NULL, controls BLOB NOT NULL) "
        "WITHOUT ROWID"
    )
    database.execute(
        "CREATE TABLE step (number INTEGER PRIMARY KEY, text TEXT, frames TEXT, lanes TEXT, notes BLOB NOT NULL, "
        "controls BLOB NOT NULL)"
    )
    database.executemany("INSERT INTO score VALUES (?, ?, ?, ?)", scores)
    database.executemany("INSERT INTO step VALUES (?, ?, ?, ?, ?, ?)", steps)


def _with_control_counts(frame: str) -> str:
    values = json.loads(frame)
    return _to_text({**values, "control_counts": [0] * len(values["counts"])})


def _with_splices(lanes: str) -> str:
    return _to_text([[*lane, 0, 0, 0] for lane in json.loads(lanes)])


def _to_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# The first brings version 1 to version 2, and so on; each works on a copy in memory.
MIGRATIONS: tuple[Migration, ...] = (_add_controls,)
