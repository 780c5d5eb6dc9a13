"""Undo is exact: after any edits, with saves and loads between, undo-all is the start and redo-all is the end."""

import argparse
from random import Random

from PySide6.QtCore import QCoreApplication

from composer.gui.document import Document
from composer.storage.encoding import score_to_parts
from composer.storage.project import Project
from composer.storage.project_file import bytes_to_project, project_to_bytes
from tests.storage.music import random_edit, random_score

EDITS = 100
CHANCE_OF_SAVING = 0.04  # after each edit
CHANCE_OF_UNDOING = 0.1


def reopened(document: Document) -> Document:
    """What a window shows that opens what this one has saved."""
    project = bytes_to_project(project_to_bytes(Project(document.score, document.history)), "tune")
    another = Document()
    another.restore(project.score, project.history, None)
    return another


def run(rng_seed: int) -> int:
    """One sequence; how often it was saved and opened again. Raises AssertionError when a byte differs."""
    random, saves = Random(rng_seed), 0
    document = Document(random_score(random, 8, 2))
    start = score_to_parts(document.score)
    edits = 0
    while edits < EDITS:
        stack = document.undo_stack
        if random.random() < CHANCE_OF_UNDOING and stack.can_undo:
            for _ in range(random.randrange(1, 6)):
                stack.undo()
            for _ in range(random.randrange(3)):
                stack.redo()
        after = random_edit(random, document.score)
        edits += after is not document.score
        document.apply("Edit", after)
        if random.random() < CHANCE_OF_SAVING:
            document, saves = reopened(document), saves + 1
    end = score_to_parts(document.score)
    document, saves = reopened(document), saves + 1
    while document.undo_stack.can_undo:
        document.undo_stack.undo()
    assert score_to_parts(document.score) == start, f"sequence {rng_seed}: undo-all is not the start"
    document, saves = reopened(document), saves + 1
    while document.undo_stack.can_redo:
        document.undo_stack.redo()
    assert score_to_parts(document.score) == end, f"sequence {rng_seed}: redo-all is not the end"
    return saves


def show(sequences: int, first_seed: int = 0) -> str:
    """Run that many; one line about them."""
    saves = sum(map(run, range(first_seed, first_seed + sequences)))
    return (
        f"{sequences} sequences of {EDITS} edits, saved and opened again {saves} times: undo and redo are byte-equal."
    )


def main() -> None:
    """Full size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    _application = QCoreApplication([])  # the documents' signals need one
    print(show(arguments.sequences, arguments.seed))


if __name__ == "__main__":
    main()
