import numpy as np

from composer.generation.events import VELOCITY_STEP, Column
from composer.generation.handover import Handover
from composer.generation.options import SamplingOptions
from composer.generation.prompt import Prompt
from composer.generation.takes import Takes
from composer.music.score import Note, Score, Track
from composer.music.seed import Seed
from composer.music.take import ContinuedNote

QUARTER = 24  # steps
TICKS = 20  # to a step


class Stage:
    """Two takes of one bar after a seed of one bar, its only notes on the second track."""

    def __init__(self, **options) -> None:
        seed = Seed(Score((Track(), Track.of([Note(60, 0, 1920)]))), 1920)
        sampling = SamplingOptions(bars=1, candidates=2, **options)
        prompt = Prompt.of(seed, sampling)
        self.takes = Takes(prompt, 2)
        self.handover = Handover(seed, prompt, sampling, self.takes)

    def play(self, *deltas: int, pitch: int = 64) -> None:
        """A quarter in both takes, so many steps after the note before."""
        rows = np.zeros((2, len(Column)), dtype=np.int64)
        rows[:, Column.DELTA] = deltas
        self.takes.move(rows)
        rows[:, [Column.PITCH, Column.DURATION, Column.VELOCITY]] = pitch, QUARTER, 5 * VELOCITY_STEP
        self.takes.hear(rows, np.ones((5, 2)))


def quarter(pitch: int, start: int, candidate: int, duration: int = 480) -> ContinuedNote:
    return ContinuedNote(Note(pitch, start, duration, 5 * VELOCITY_STEP + VELOCITY_STEP // 2), 1, candidate)


def test_at_an_open_end_notes_come_at_once_in_the_order_in_which_they_were_made():
    stage = Stage(compose_ending=False)
    stage.play(96, 96)
    stage.play(24, 0, pitch=67)

    assert stage.handover.notes() == [
        quarter(64, 1920, 0),
        quarter(64, 1920, 1),
        quarter(67, 2400, 0),
        quarter(67, 1920, 1),
    ]
    assert stage.handover.notes() == []


def test_where_a_piece_may_close_notes_wait_for_the_next_onset():
    stage = Stage()
    stage.play(96, 96)
    assert stage.handover.notes() == []
    stage.play(24, 0, pitch=67)
    assert stage.handover.notes() == [quarter(64, 1920, 0)]


def test_the_last_notes_of_a_piece_that_closes_are_drawn_out_to_its_bar_line():
    stage = Stage()
    stage.play(96, 96)
    stage.play(24, 0, pitch=67)
    stage.play(96, 96)

    assert stage.takes.states["is_done"].all()
    assert stage.handover.notes() == [
        quarter(64, 1920, 0),
        quarter(67, 2400, 0, duration=1440),
        quarter(64, 1920, 1, duration=1920),
        quarter(67, 1920, 1, duration=1920),
    ]


def test_a_note_that_lasts_beyond_the_bar_line_ends_there():
    stage = Stage(compose_ending=False)
    stage.play(96, 96)
    stage.play(84, 84)

    assert [one.note.end for one in stage.handover.notes()] == [2400, 2400, 3840, 3840]
