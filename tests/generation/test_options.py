import pytest

from composer.generation.options import OptionError, SamplingOptions


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("bars", 0, "Length must be 1 to 64 bars"),
        ("bars", 65, "Length must be 1 to 64 bars"),
        ("temperature", 0.0, "Temperature must be 0.1 to 2.0"),
        ("temperature", float("nan"), "Temperature must be 0.1 to 2.0"),
        ("candidates", 9, "Candidates must be 1 to 8"),
        ("top_p", 0.0, "Top-p must be above 0"),
        ("top_p", 1.1, "at most 1"),
        ("rng_seed", -1, "random seed must be 0 or a positive number"),
        ("min_p", 0.6, "Min-p must be 0 to 0.5"),
        ("rhythm_temperature", 0.1, "The factor of the temperature for rhythm must be 0.25 to 2.0"),
        ("pitch_temperature", 5, "The factor of the temperature for pitch"),
        ("velocity_temperature", float("nan"), "The factor of the temperature for velocity"),
        ("scale", "2 klingon", "There is no scale “2 klingon”: say key, or .* dorian"),
        ("lowest_pitch", 120, "The lowest pitch must be 0 to 115"),
        ("highest_pitch", 11, "The highest pitch must be 12 to 127"),
        ("largest_leap", 1, "The largest leap must be 2 to 127 semitones"),
        ("densest", 0.1, "The density must be 0.25 to 96 notes per quarter"),
        ("plan", "A ?", "The plan “A \\?” cannot be read"),
        ("plan", "ABCDEFGHI", "A plan of 9 sections needs as many bars or more; there are 8"),
    ],
)
def test_an_option_outside_its_range_is_refused_in_words(option, value, words):
    with pytest.raises(OptionError, match=words):
        SamplingOptions(**{option: value})


@pytest.mark.parametrize("scale", ["key", "0 major", "11 harmonic minor"])
def test_a_scale_is_the_key_or_a_tonic_with_its_kind(scale):
    assert SamplingOptions(scale=scale).scale == scale
