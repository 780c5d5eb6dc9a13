"""Whatever was done in the roll, undo leads back to the start and redo to the end, to the byte."""

import inspect
from operator import attrgetter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll
from composer.midi.files import write_score
from composer.music import edits, rhythm, timeline
from composer.music.edits import Edit
from composer.music.grid import Grid
from composer.music.scales import Scale
from composer.music.score import Note, Score, Track
from composer.music.time import Meter

START = Score((Track.of([Note(60, 480, 480, 90), Note(64, 960, 240, 60)]), Track.of([Note(48, 480, 1920)])))

numbers = st.integers(1, 127)
steps = st.sampled_from([-1, 1])
ticks = st.integers(-500, 500)
bars = st.integers(0, 6).map(lambda bar: bar * 1920)
grids = st.sampled_from(list(Grid))
fractions = st.floats(0.0, 1.0)
COMMANDS = {
    "insert_note": [numbers],
    "transpose_selection": [st.integers(-24, 24)],
    "nudge": [steps],
    "resize_selection": [steps],
    "change_velocity": [st.integers(-60, 60)],
    "copy": [],
    "cut": [],
    "paste": [],
    "duplicate": [],
    "delete_selection": [],
    "escape": [],
    "choosing.select_all": [],
    "choosing.select_inverse": [],
    "choosing.select_same_pitch": [],
    "choosing.select_neighbour": [steps],
    "shaping.quantize": [],
    "shaping.split_at_playhead": [],
    "shaping.move_in_scale": [steps],
    "shaping.stretch": [st.sampled_from([0.5, 2.0])],
}
SHAPES = {
    edits.delete: [],
    edits.move: [ticks, steps],
    edits.transpose: [steps],
    edits.transpose_in_scale: [st.builds(Scale, st.integers(0, 11), st.sampled_from(["blues", "minor"])), steps],
    edits.duplicate: [ticks, steps],
    edits.resize: [ticks],
    edits.resize_from_start: [ticks],
    edits.set_velocity: [numbers],
    edits.change_velocity: [st.integers(-60, 60)],
    rhythm.quantize: [grids, fractions, st.floats(0.5, 0.75), st.booleans()],
    rhythm.humanize: [numbers, numbers, numbers],
    rhythm.legato: [numbers],
    rhythm.stretch: [st.floats(0.2, 3.0)],
    rhythm.reverse: [],
    rhythm.split: [st.integers(0, 8000)],
    rhythm.join: [],
}
TIMELINE = {
    timeline.with_meter: [bars, st.sampled_from([Meter(3, 4), Meter(6, 8), Meter()])],
    timeline.without_meter: [bars],
    timeline.with_tempo: [bars, st.integers(200_000, 900_000)],
    timeline.without_tempo: [bars],
    timeline.with_marker: [bars, st.sampled_from(["Verse", "Chorus"])],
    timeline.with_marker_moved: [bars, bars],
    timeline.without_marker: [bars],
}


def step_of(kind, table):
    return st.sampled_from(list(table)).flatmap(
        lambda name: st.tuples(*table[name]).map(lambda arguments: (kind, name, arguments))
    )


STEPS = st.one_of(step_of("command", COMMANDS), step_of("shape", SHAPES), step_of("timeline", TIMELINE))


def take_step(document, roll, kind, what, arguments):
    match kind:
        case "command":
            attrgetter(what)(roll)(*arguments)
        case "shape":
            roll.shaping.apply("Shape", lambda score, chosen: what(score, chosen, *arguments))
        case "timeline":
            document.apply("Change the time line", what(document.score, *arguments))


def bytes_of(score, folder):
    write_score(score, folder / "score.mid")
    return repr(score).encode() + (folder / "score.mid").read_bytes()


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=200, max_size=200))
def test_any_200_edits_are_undone_to_the_start_and_redone_to_the_end(qapp, tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("undo")
    document = Document(START)
    roll = PianoRoll(document)
    roll.playhead_requested.connect(roll.set_playhead)
    roll.resize(600, 400)
    for kind, what, arguments in steps:
        if document.score.note_count < 400 or what in ("delete_selection", "cut", edits.delete, rhythm.join):
            take_step(document, roll, kind, what, arguments)
    end = bytes_of(document.score, folder)
    while document.undo_stack.can_undo:
        document.undo_stack.undo()
    assert bytes_of(document.score, folder) == bytes_of(START, folder)
    while document.undo_stack.can_redo:
        document.undo_stack.redo()
    assert bytes_of(document.score, folder) == end
    roll.deleteLater()


@pytest.mark.parametrize("module", [edits, rhythm, timeline])
def test_no_edit_is_left_out(module):
    """An edit that is added to these modules belongs into the tables above."""
    made_here = [
        each for _, each in inspect.getmembers(module, inspect.isfunction) if each.__module__ == module.__name__
    ]
    are_edits = {each for each in made_here if each.__annotations__.get("return") in (Edit, Score)}
    helpers = {edits.add, edits.paste, edits.altered, edits.exchanged, edits.replaced}
    assert {each for each in are_edits - helpers if not each.__name__.startswith("_")} <= {*SHAPES, *TIMELINE}
