"""The file names by which MIDI files are known."""

SUFFIXES = (".mid", ".midi", ".kar", ".rmi")
WRITTEN_SUFFIXES = SUFFIXES[:2]  # the others hold more than a MIDI file: words to sing, or a RIFF file around it
