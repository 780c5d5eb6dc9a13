"""Seeds and model files at the edge of what there is, through the window's own flow and the real model."""

import pytest

from composer.app import load_continuer
from composer.generation.options import SamplingOptions
from composer.generation.registry import load
from composer.gui.document import Document
from composer.gui.generation_flow import GenerationFlow, Phase
from composer.music.errors import ModelFileError
from composer.music.score import Note, Score, Track
from composer.music.seed import whole_seed
from composer.resources import resource

pytestmark = pytest.mark.end_to_end

PATIENCE = 60_000  # milliseconds
TEN_MINUTES = [Note(48 + step % 24, step * 240, 240) for step in range(2400)]  # eighths at 120 bpm
SEEDS = {
    "ten minutes": TEN_MINUTES,
    "fifty notes at once": [Note(pitch, 0, 960) for pitch in range(30, 80)],
    "the lowest and the highest pitch": [Note(0, 0, 480), Note(127, 480, 480)],
    "one very short note": [Note(60, 7, 1)],
}


@pytest.fixture(scope="module")
def continuer():
    return load_continuer()


def flow_of(qtbot, document: Document, load) -> GenerationFlow:
    flow = GenerationFlow(document, load)
    flow.load_model()
    qtbot.waitUntil(lambda: flow.phase is not Phase.LOADING, timeout=PATIENCE)
    return flow


@pytest.mark.parametrize("notes", SEEDS.values(), ids=SEEDS.keys())
def test_an_extreme_seed_is_continued_after_its_end_and_the_document_is_untouched(qtbot, continuer, notes):
    score = Score((Track.of(notes),))
    document = Document(score)
    flow = flow_of(qtbot, document, lambda: continuer)
    failures = []
    flow.failed.connect(failures.append)
    flow.generate(whole_seed(score), SamplingOptions(bars=1, candidates=2, rng_seed=3))
    qtbot.waitUntil(lambda: flow.phase is not Phase.GENERATING, timeout=PATIENCE)
    assert failures == []
    assert all(continued.note.start >= score.end for take in flow.takes for continued in take)
    assert document.score is score


def test_a_seed_of_drums_alone_is_refused_with_a_sentence(qtbot, continuer):
    score = Score((Track.of([Note(36, 0, 480)], channel=9),))
    flow = flow_of(qtbot, Document(score), lambda: continuer)
    with qtbot.waitSignal(flow.failed, timeout=PATIENCE) as failed:
        flow.generate(whole_seed(score), SamplingOptions(bars=1))
    assert "only drums" in str(failed.args[0])
    assert flow.phase is Phase.READY


@pytest.mark.parametrize("damage", ["missing", "cut off", "a flipped bit", "something else"])
def test_a_damaged_model_file_is_a_state_with_a_sentence(qtbot, tmp_path, damage):
    whole = resource("models", "composer-lstm.safetensors").read_bytes()
    middle = len(whole) // 2
    contents = {
        "cut off": whole[:middle],
        "a flipped bit": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "something else": b"not a model",
    }
    path = tmp_path / "model.safetensors"
    if damage in contents:
        path.write_bytes(contents[damage])
    document = Document()
    flow = flow_of(qtbot, document, lambda: load(path))
    assert flow.phase is Phase.UNAVAILABLE
    assert isinstance(flow.problem, ModelFileError)
    assert path.name in str(flow.problem)


def continued(qtbot, continuer, notes: list[Note], candidates: int = 1) -> list[list[Note]]:
    """The notes of each take that the flow makes of a seed of `notes`."""
    flow = flow_of(qtbot, Document(Score((Track.of(notes),))), lambda: continuer)
    flow.generate(whole_seed(Score((Track.of(notes),))), SamplingOptions(bars=4, candidates=candidates, rng_seed=5))
    qtbot.waitUntil(lambda: flow.phase is Phase.AUDITIONING, timeout=PATIENCE)
    return [[each.note for each in take] for take in flow.takes]


def test_other_last_notes_are_continued_in_another_way(qtbot, continuer):
    beginning = [Note(pitch, 480 * beat, 480) for beat, pitch in enumerate((60, 64, 67, 64, 62, 65))]
    [up] = continued(qtbot, continuer, [*beginning, Note(69, 2880, 480), Note(72, 3360, 480)])
    [down] = continued(qtbot, continuer, [*beginning, Note(55, 2880, 480), Note(48, 3360, 480)])
    assert up != down
    assert up[0].pitch > down[0].pitch


def test_a_seed_with_loud_and_soft_notes_is_continued_with_both_and_not_on_one_pitch(qtbot, continuer):
    waltz = [Note(60 + 4 * (beat % 3), 480 * beat, 480, (100, 60, 70)[beat % 3]) for beat in range(24)]
    notes = [note for take in continued(qtbot, continuer, waltz, candidates=4) for note in take]
    assert len({note.velocity for note in notes}) > 1
    assert len({note.pitch for note in notes}) > 2
