"""A damaged project is detected, healed from its copy, or as good as whole; none is ever loaded wrong."""

import argparse
from collections import Counter
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from composer.music.seed import whole_seed
from composer.music.take import ContinuedNote
from composer.storage.backups import Backups
from composer.storage.history import History
from composer.storage.project import Project, ProjectFileError, Takes
from composer.storage.project_file import project_to_bytes, read_project
from tests.storage.music import random_history, random_score

MOST_SECONDS = 5.0


def projects(random: Random) -> list[Project]:
    """Small and large, with and without takes, undone steps and a view."""
    made = []
    for notes, steps in ((5, 0), (40, 10), (40, 60), (800, 20), (2_500, 5)):
        score, history = random_history(random, steps, random_score(random, notes))
        if steps > 10:
            for step in reversed(history.steps[-3:]):
                score = step.undone(score)
            history = History(history.steps, len(history.steps) - 3)
        notes_of_take = tuple(ContinuedNote(note, 0, 0) for note in score.tracks[0].notes[:20])
        takes = Takes((notes_of_take,), whole_seed(score), {"rng_seed": 3}) if notes > 5 else None
        made.append(Project(score, history, takes, {"bars": 8}, {"tool": "DRAW", "playhead": 960}))
    return made


def damaged(contents: bytes, random: Random) -> bytes:
    """`contents` cut off, with a bit or some bytes changed, a page emptied, or two pages in each other's place."""
    spoilt = bytearray(contents)
    place, page = random.randrange(len(spoilt)), 4096
    match random.choice(("cut", "flip", "flip", "flip", "header", "garble", "page", "swap")):
        case "cut":
            del spoilt[place:]
        case "flip":
            spoilt[place] ^= 1 << random.randrange(8)
        case "header":
            spoilt[random.randrange(100)] ^= 1 << random.randrange(8)
        case "garble":
            spoilt[place : place + 16] = random.randbytes(len(spoilt[place : place + 16]))
        case "page":
            start = place // page * page
            spoilt[start : start + page] = bytes(page)
        case "swap":
            other = random.randrange(len(spoilt)) // page * page
            start = place // page * page
            spoilt[start : start + page], spoilt[other : other + page] = (
                spoilt[other : other + page],
                spoilt[start : start + page],
            )
    return bytes(spoilt)


def show(files: int) -> str:
    """Damage that many; one line about what became of them. Raises AssertionError for one that is loaded wrong."""
    random, found, slowest = Random(2), Counter(), 0.0
    originals = projects(random)
    whole = [project_to_bytes(project) for project in originals]
    starts = [project.history.start(project.score) for project in originals]
    with TemporaryDirectory() as name:
        path, backups = Path(name) / "tune.composer", Backups(Path(name) / "copies")
        for number in range(files):
            which = random.randrange(len(whole))
            contents = whole[which]
            spoilt = damaged(contents, random)
            path.write_bytes(spoilt)
            backups.add(path, contents, datetime.now().astimezone())
            began = perf_counter()
            try:
                project = read_project(path)
            except ProjectFileError:
                healed = backups.latest_whole(path)
                assert healed, f"file {number}: there is no whole copy"
                project = healed[1]
                found["detected and healed from the copy"] += 1
            else:
                found["untouched by the damage" if spoilt != contents else "not damaged at all"] += 1
            slowest = max(slowest, perf_counter() - began)
            assert project_to_bytes(project) == contents, f"file {number} was loaded wrong"
            assert project.history.start(project.score) == starts[which], f"file {number} has another history"
    assert slowest <= MOST_SECONDS
    outcomes = ", ".join(f"{what} {times}" for what, times in sorted(found.items()))
    return f"{files} damaged projects: {outcomes}; loaded wrong 0; slowest {slowest:.2f} s."


def main() -> None:
    """Full size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    print(show(parser.parse_args().files))


if __name__ == "__main__":
    main()
