import pytest

from composer.gui.seed_choice import key_of_seed, seed_in_words
from composer.midi.files import read_score
from composer.music.pitch import estimate_key
from composer.music.scales import Scale
from composer.music.seed import whole_seed
from composer.resources import resource

SEEDS = sorted(resource("demo").glob("*.mid"))


def test_there_are_a_few_bundled_seeds():
    assert len(SEEDS) >= 4


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_a_bundled_seed_is_short_ends_on_a_bar_line_and_says_its_key(path):
    score = read_score(path)
    seed = whole_seed(score)
    assert 4 <= score.meter_map.bar_at(seed.end) <= 8
    assert score.meter_map.bar_line_from(seed.end) == seed.end
    key = key_of_seed(seed)
    assert key is not None
    assert key.name in seed_in_words(seed)
    notes = [note for track in score.tracks for note in track.notes]
    sounding = estimate_key((note.pitch for note in notes), (note.duration for note in notes))
    assert sounding is not None
    assert len(Scale.of_key(sounding).pitch_classes & Scale.of_key(key).pitch_classes) >= 5
