"""MIDI ports and files."""
