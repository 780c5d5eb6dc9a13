"""General MIDI's names."""

import re

from composer.midi.instruments import FAMILIES, instrument_name


def letters(name):
    return re.sub("[^a-z0-9]", "", name.lower())


def test_there_are_sixteen_families_of_eight():
    assert [len(family) for family in FAMILIES.values()] == [8] * 16


def test_all_programs_have_the_names_that_another_library_knows():
    from pretty_midi import program_to_instrument_name

    for program in range(128):
        assert letters(instrument_name(program)) == letters(program_to_instrument_name(program))
