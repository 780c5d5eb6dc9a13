"""Containers and chunks: what is wrong with them, and what is still found."""

from pathlib import Path

import pytest

from composer.midi.decoding import decode
from composer.midi.files import ScoreFile, read_score
from composer.midi.smf import MOST_TRACKS
from composer.music.errors import MidiFileError
from composer.music.score import Note
from tests.reliability.mutants import from_hexdump

NOTE = b"\x00\x90\x3c\x40\x83\x60\x80\x3c\x00"
END = b"\x00\xff\x2f\x00"
TONES = (Note(60, 0, 480, 64),)


def track(contents: bytes, length: int | None = None) -> bytes:
    return b"MTrk" + (len(contents) if length is None else length).to_bytes(4, "big") + contents


def file(*tracks: bytes, form: int = 1, promised: int | None = None) -> bytes:
    count = len(tracks) if promised is None else promised
    return b"MThd\0\0\0\6" + bytes((0, form)) + count.to_bytes(2, "big") + b"\1\xe0" + b"".join(tracks)


def reading(contents: bytes) -> ScoreFile:
    columns = decode(contents, "tune.mid")
    return ScoreFile("tune.mid", columns.to_score(), columns.mendings)


def test_a_whole_file_needs_no_mending():
    found = reading(file(track(NOTE + END)))
    assert (found.score.tracks[0].notes, found.mendings, found.note) == (TONES, (), "")


@pytest.mark.parametrize("length", [5, 2**31, 0xFFFFFFFF])
def test_a_track_whose_length_is_wrong_is_read_to_its_end_and_so_is_the_next(length):
    found = reading(file(track(NOTE + END, length), track(NOTE + END)))
    assert [each.notes for each in found.score.tracks] == [TONES, TONES]
    assert all("length" in mending for mending in found.mendings)


def test_a_track_that_is_too_short_for_its_length_swallows_nothing():
    found = reading(file(track(NOTE + END, len(NOTE + END) + 100), track(NOTE + END)))
    assert [each.notes for each in found.score.tracks] == [TONES, TONES]


def test_a_damaged_header_is_seen_through():
    contents = bytearray(file(track(NOTE + END)))
    contents[1] ^= 0x20
    found = reading(bytes(contents))
    assert found.score.tracks[0].notes == TONES
    assert found.note == "“tune.mid” was read, but not as it stands: its header was damaged."


def test_missing_tracks_are_missed():
    assert reading(file(track(NOTE + END), promised=3)).mendings == ("2 tracks are missing",)


def test_more_tracks_than_music_has_are_left_out():
    found = reading(file(*[track(NOTE + END)] * (MOST_TRACKS + 5)))
    assert len(found.score.tracks) == MOST_TRACKS
    assert found.mendings == ("5 tracks too many were left out",)


def test_more_instruments_than_music_has_are_refused():
    notes = b"".join(bytes((0, 0x90 | channel, 60, 64, 1, 0x80 | channel, 60, 0)) for channel in range(16))
    with pytest.raises(MidiFileError, match="instruments"):
        reading(file(*[track(notes + END)] * (MOST_TRACKS // 16 + 1)))


def test_tracks_that_the_header_forgets_are_read():
    found = reading(file(track(NOTE + END), promised=0))
    assert (found.score.tracks[0].notes, found.mendings) == (TONES, ("a track was not counted",))


def test_what_does_not_belong_in_a_file_is_passed_over():
    found = reading(file(track(b"\x00\x40" + b"\x00\xf8" + NOTE + b"\x00\xf2\x01\x02" + END)))
    assert found.score.tracks[0].notes == TONES
    assert found.mendings == ("3 messages that do not belong in a file were passed over",)


def test_notes_without_an_end_are_told():
    assert reading(file(track(b"\x00\x90\x3c\x40\x00\x90\x40\x40" + END))).mendings == (
        "2 notes had no end and were given one",
    )


def test_a_riff_file_is_read_whatever_comes_before_the_music():
    description = b"LIST" + (400).to_bytes(4, "little") + bytes(400)
    contents = description + b"data" + bytes(4) + file(track(NOTE + END))
    riff = b"RIFF" + (len(contents) + 4).to_bytes(4, "little") + b"RMID" + contents
    assert reading(riff).score.tracks[0].notes == TONES


def test_separate_patterns_follow_each_other_in_whole_notes():
    found = reading(file(track(NOTE + END), track(NOTE + END), form=2))
    assert [each.notes[0].start for each in found.score.tracks] == [0, 4 * 480]
    assert found.mendings == ("it holds 2 separate patterns, which now follow each other",)


def test_a_karaoke_file_keeps_its_notes_and_its_name():
    words = b"\x00\xff\x03\x05Words" + b"\x00\xff\x01\x0a@KMIDI KAR" + b"\x00\xff\x05\x02la" + END
    found = reading(file(track(words), track(b"\x00\xff\x03\x06" + "旋律".encode() + NOTE + END)))
    assert [(each.name, each.notes) for each in found.score.tracks] == [("旋律", TONES)]


def test_the_hexdumps_that_are_damaged_say_so():
    folder = Path(__file__).parent / "hexdumps"
    assert reading(from_hexdump(folder / "two_tracks.hex")).mendings == ()
    assert "read up to there" in reading(from_hexdump(folder / "cut_off.hex")).note
    assert read_score(from_hexdump(folder / "smpte.hex")).note_count == 1
