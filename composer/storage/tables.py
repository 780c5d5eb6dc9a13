"""The tables of a project database: what is in them, and whether it is what was written."""

import json
import sqlite3
from hashlib import sha256
from itertools import compress, count, pairwise
from operator import is_not

from composer.music.errors import ScoreError
from composer.music.pitch import Key
from composer.music.score import Score
from composer.music.seed import Seed
from composer.storage.delta import Delta
from composer.storage.encoding import (
    delta_to_parts,
    pack_take,
    parts_to_delta,
    parts_to_score,
    score_to_parts,
    unpack_take,
)
from composer.storage.history import History, Step
from composer.storage.migrations import MIGRATIONS
from composer.storage.model_id import ModelId
from composer.storage.project import NewerProjectError, Project, ProjectFileError, Takes

APPLICATION_ID = 0x436D7072  # "Cmpr"
TABLES = (
    "CREATE TABLE score (name TEXT PRIMARY KEY, frame TEXT, notes BLOB NOT NULL, controls BLOB NOT NULL) WITHOUT ROWID",
    (
        "CREATE TABLE step (number INTEGER PRIMARY KEY, text TEXT, frames TEXT, lanes TEXT, notes BLOB NOT NULL, "
        "controls BLOB NOT NULL)"
    ),
    "CREATE TABLE take (candidate INTEGER PRIMARY KEY, notes BLOB NOT NULL)",
    "CREATE TABLE detail (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
    "CREATE TABLE seal (digest BLOB NOT NULL)",
)
# What reading a damaged or a forged database can end in.
UNREADABLE = (
    sqlite3.Error, ScoreError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError,
    RecursionError,
)  # fmt: skip

_STEPS_TO_REPLAY = 500  # between the score in the database and the latest one


def create(database: sqlite3.Connection) -> None:
    """Make the tables in an empty database."""
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    for statement in TABLES:
        database.execute(statement)


class Writer:
    """Brings the tables up to date, writing only what differs from what it wrote before."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._written: Project | None = None
        self._details: dict[str, object] = {}
        self._snapshot = 0  # steps done in the score that the table holds

    def write(self, project: Project, is_another: bool = False, **more: object) -> None:
        """Make the tables hold `project` and `more` details, as one transaction; on an error, none of it.

        `is_another` tells that the steps do not lead here from the project that was written before.
        """
        old = None if is_another else self._written
        details = {"position": project.history.position, **_details_of(project), **more}
        self._database.execute("BEGIN IMMEDIATE")
        try:
            common = self._write_steps(project.history, old)
            details["snapshot"] = self._write_score(project, old, common)
            self._write_takes(project, old)
            news = [(name, value) for name, value in details.items() if self._is_news(name, value)]
            self._database.executemany(
                "INSERT OR REPLACE INTO detail VALUES (?, ?)", [(name, json.dumps(value)) for name, value in news]
            )
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise
        self._written, self._details, self._snapshot = project, details, details["snapshot"]

    def _write_steps(self, history: History, old: Project | None) -> int:
        """Write what is new of the history; returns how many steps are as they were."""
        steps, old_steps = history.steps, old.history.steps if old else ()
        common = next(compress(count(), map(is_not, steps, old_steps)), min(len(steps), len(old_steps)))
        if old is None or len(old_steps) > common:
            self._database.execute("DELETE FROM step WHERE number > ?", (common,))
        rows = ((number, step.text, *_stored(step)) for number, step in enumerate(steps[common:], common + 1))
        self._database.executemany("INSERT INTO step VALUES (?, ?, ?, ?, ?, ?)", rows)
        return common

    def _write_score(self, project: Project, old: Project | None, common: int) -> int:
        """Write the whole score, unless a few steps lead to it from the one that is there; returns where that is."""
        position = project.history.position
        is_reached = old is not None and self._snapshot <= common and abs(position - self._snapshot) <= _STEPS_TO_REPLAY
        if is_reached:
            return self._snapshot
        self._put_score("piece", project.score)
        return position

    def _write_takes(self, project: Project, old: Project | None) -> None:
        takes = project.takes
        if old is not None and takes is old.takes:
            return
        self._database.execute("DELETE FROM take")
        self._database.execute("DELETE FROM score WHERE name = 'seed'")
        if takes is not None:
            self._database.executemany("INSERT INTO take VALUES (?, ?)", enumerate(map(pack_take, takes.notes)))
            self._put_score("seed", takes.seed.score)

    def _put_score(self, name: str, score: Score) -> None:
        self._database.execute("INSERT OR REPLACE INTO score VALUES (?, ?, ?, ?)", (name, *score_to_parts(score)))

    def _is_news(self, name: str, value: object) -> bool:
        return name not in self._details or self._details[name] != value


def size_of(step: Step) -> int:
    """The bytes that the tables hold of a step (or, in its texts, the characters)."""
    return sum(map(len, _stored(step)))


def read(database: sqlite3.Connection) -> Project:
    """The project in the tables. Raises one of `UNREADABLE`."""
    details = read_details(database)
    score = _read_score(database, "piece")
    steps = tuple(_read_steps(database))
    position, snapshot = details["position"], details["snapshot"]
    if not (0 <= position <= len(steps) and 0 <= snapshot <= len(steps)):
        raise ValueError("its history leads nowhere")
    for step in steps[snapshot:position]:
        score = step.redone(score)
    for step in reversed(steps[position:snapshot]):
        score = step.undone(score)
    takes = _read_takes(database, details["takes"])
    return Project(score, History(steps, position), takes, details["panel"], details["view"])


def read_details(database: sqlite3.Connection) -> dict:
    """Everything that is neither notes nor steps, by name."""
    return {name: json.loads(value) for name, value in database.execute("SELECT name, value FROM detail")}


def check(database: sqlite3.Connection, name: str) -> None:
    """Make sure that the tables hold what was written, and bring an older version up to date.

    `name` is what errors call the file. Raises ProjectFileError, or one of `UNREADABLE`.
    """
    database.execute("PRAGMA trusted_schema = OFF")
    if _pragma(database, "application_id") != APPLICATION_ID:
        raise ProjectFileError(f"“{name}” is not a Composer project.")
    version, newest = _pragma(database, "user_version"), len(MIGRATIONS) + 1
    if version > newest:
        raise NewerProjectError(
            f"“{name}” was saved by a newer Composer (version {version} of the project file; this one knows up to "
            f"{newest}). Open it with the newer one."
        )
    schema = list(database.execute("SELECT type, sql FROM sqlite_schema"))
    if any(kind != "table" or not sql.startswith("CREATE TABLE ") for kind, sql in schema):
        raise ValueError("its tables are not Composer’s")
    [(digest,)] = database.execute("SELECT digest FROM seal")
    if digest != _digest(database):
        raise ValueError("its contents are not what was saved")
    bring_up_to_date(database)
    if sorted(sql for (sql,) in database.execute("SELECT sql FROM sqlite_schema")) != sorted(TABLES):
        raise ValueError("its tables are not those of its version")


def is_older(database: sqlite3.Connection) -> bool:
    """Whether an earlier version of the program made these tables."""
    return _pragma(database, "user_version") <= len(MIGRATIONS)


def bring_up_to_date(database: sqlite3.Connection) -> None:
    """Make the tables of an earlier version those of this one; in a copy, so that nothing is lost if that fails."""
    for migrate in MIGRATIONS[max(_pragma(database, "user_version"), 1) - 1 :]:
        migrate(database)


def seal(database: sqlite3.Connection) -> None:
    """Put a hash over all contents beside them."""
    database.execute("INSERT INTO seal VALUES (?)", (_digest(database),))


def _digest(database: sqlite3.Connection) -> bytes:
    """A hash over the version and every row of every table but the seal's."""
    digest = sha256(b"%d" % _pragma(database, "user_version"))
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    for table in names:
        if table == "seal":
            continue
        for row in database.execute(f'SELECT * FROM "{table}" ORDER BY 1'):
            for value in (table, *row):
                data = value if isinstance(value, bytes) else repr(value).encode()
                digest.update(b"%d:" % len(data))
                digest.update(data)
    return digest.digest()


def _pragma(database: sqlite3.Connection, name: str) -> int:
    return database.execute(f"PRAGMA {name}").fetchone()[0]


def _details_of(project: Project) -> dict[str, object]:
    takes = project.takes
    made = takes and {
        "options": takes.options,
        "model": takes.model.name,
        "model sha256": takes.model.sha256,
        "chosen": takes.chosen,
        "likeliest": takes.likeliest,
        "seed end": takes.seed.end,
        "seed key": takes.seed.key and [takes.seed.key.tonic, takes.seed.key.mode],
        "seed density": takes.seed.density,
    }
    return {"panel": project.panel, "view": project.view, "takes": made}


def _stored(step: Step) -> tuple[str | bytes, ...]:
    if step.stored is None:
        step.stored = delta_to_parts(step.delta)
    return step.stored


def _read_steps(database: sqlite3.Connection) -> list[Step]:
    rows = list(database.execute("SELECT number, text, frames, lanes, notes, controls FROM step ORDER BY number"))
    if any(after[0] != before[0] + 1 for before, after in pairwise([(0,), *rows])):
        raise ValueError("steps of its history are missing")
    steps = []
    for _, text, *parts in rows:
        step = Step(text, None, lambda parts=parts: _delta_of(*parts))
        step.stored = tuple(parts)
        steps.append(step)
    return steps


def _delta_of(frames: str, lanes: str, notes: bytes, controls: bytes) -> Delta:
    try:
        return parts_to_delta(frames, lanes, notes, controls)
    except UNREADABLE as error:
        raise ProjectFileError(f"This step of the history is damaged and cannot be gone back: {error}.") from error


def _read_score(database: sqlite3.Connection, name: str) -> Score:
    [parts] = database.execute("SELECT frame, notes, controls FROM score WHERE name = ?", (name,))
    return parts_to_score(*parts)


def _read_takes(database: sqlite3.Connection, made: dict | None) -> Takes | None:
    if made is None:
        return None
    rows = database.execute("SELECT candidate, notes FROM take ORDER BY candidate")
    notes = tuple(tuple(unpack_take(packed, candidate)) for candidate, packed in rows)
    key = made.get("seed key")  # a file of an earlier version has no key, no density and no hash of the model
    seed = Seed(_read_score(database, "seed"), made["seed end"], key and Key(*key), made.get("seed density"))
    model = ModelId(made["model"], made.get("model sha256", ""))
    return Takes(notes, seed, made["options"], model, made["chosen"], made["likeliest"])
