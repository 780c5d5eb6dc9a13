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
    ],
)
def test_an_option_outside_its_range_is_refused_in_words(option, value, words):
    with pytest.raises(OptionError, match=words):
        SamplingOptions(**{option: value})
