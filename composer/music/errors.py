"""Typed errors of the core; each message says what went wrong, where, and what to do about it."""


class ComposerError(Exception):
    """Base of every error that is the world's fault, not the program's; its text can be shown to a person."""


class ScoreError(ComposerError):
    """A value that no score can hold: a pitch outside 0..127, a duration of 0, a tempo of 0."""


class MidiFileError(ComposerError):
    """A .mid file that cannot be read or written."""


class ModelFileError(ComposerError):
    """A model file that is missing, damaged, or not one of ours."""


class SeedError(ComposerError):
    """A seed that cannot be continued."""


class PortError(ComposerError):
    """A MIDI port that is gone, taken, or cannot be opened."""


class SynthError(ComposerError):
    """The built-in synth cannot run: its library, its sound font or the audio device is missing."""


class CorpusError(ComposerError):
    """A folder of music that nothing can be learned from."""
