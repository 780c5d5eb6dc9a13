import pytest

from composer.generation.events import STYLES
from composer.midi.files import read_score
from composer.music.scales import Scale, detect_key
from composer.music.seed import whole_seed
from composer.resources import resource

SEEDS = sorted(resource("demo").rglob("*.mid"))


def test_every_style_has_a_seed_to_begin_with():
    assert {path.parent.name for path in SEEDS} == set(STYLES)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_a_bundled_seed_is_short_ends_on_a_bar_line_and_sounds_in_its_key(path):
    score = read_score(path)
    seed = whole_seed(score)
    assert 4 <= score.meter_map.bar_at(seed.end) <= 8
    assert score.meter_map.bar_line_from(seed.end) == seed.end
    signed, heard = score.key_at(0), detect_key(note for track in score.tracks for note in track.notes)
    assert signed is not None
    assert heard is not None
    assert len(Scale.of_key(heard).pitch_classes & Scale.of_key(signed).pitch_classes) >= 5
