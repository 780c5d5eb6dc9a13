"""General MIDI's names."""

import os
import subprocess
import sys

from composer.midi.instruments import instrument_name


def test_programs_have_the_names_of_general_midi():
    assert instrument_name(0) == "Acoustic Grand Piano"
    assert instrument_name(40) == "Violin"
    assert instrument_name(127) == "Gunshot"


def test_looking_a_name_up_prints_nothing_even_where_libraries_are_talkative():
    code = "from composer.midi.instruments import instrument_name; instrument_name(0)"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "CI": "true"}, capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
