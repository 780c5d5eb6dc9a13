"""The General MIDI names of the 128 programs."""

from contextlib import redirect_stdout
from io import StringIO


def instrument_name(program: int) -> str:
    """What General MIDI calls `program` (0..127), for example "Violin"; takes 0.2 s the first time."""
    # pretty_midi imports pyfluidsynth, which prints where it found the library when the variable CI is set.
    with redirect_stdout(StringIO()):
        from pretty_midi import program_to_instrument_name

    return program_to_instrument_name(program)
