"""Importing and exporting .mid files, against hexdumps, random scores, damage, and the independent midicsv."""

import os
import shutil
import stat
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from composer.midi.decoding import decode
from composer.midi.encoding import score_to_bytes
from composer.midi.files import LARGEST_FILE, read_score, write_score
from composer.music.controls import (
    BEND,
    CHANNEL_PRESSURE,
    CONTROLLER,
    KEY_PRESSURE,
    PROGRAM_CHANGE,
    Control,
    Controls,
    Dial,
)
from composer.music.errors import MidiFileError
from composer.music.pitch import Key
from composer.music.score import KeyChange, Note, Score, Track
from composer.music.time import Meter, MeterChange, MeterMap, TempoChange, TempoMap
from composer.music.tracks import chooses_program

HEXDUMPS = Path(__file__).parent / "hexdumps"


def hexdump(name: str) -> bytes:
    """The bytes of an annotated hexdump; `#` begins a comment."""
    lines = (HEXDUMPS / f"{name}.hex").read_text(encoding="utf-8").splitlines()
    return bytes.fromhex(" ".join(line.partition("#")[0] for line in lines))


# Reading


def test_every_field_of_a_type_1_file_arrives_in_the_score():
    score = read_score(hexdump("two_tracks"))
    assert score == Score(
        (Track.of([Note(60, 0, 480, 80), Note(62, 480, 240, 100)], "Violin", program=40, channel=2),),
        TempoMap((TempoChange(0, 600_000), TempoChange(480, 500_000))),
        MeterMap((MeterChange(0, Meter(6, 8)),)),
        (KeyChange(0, Key(0, "minor")),),
    )


def test_a_type_0_file_becomes_one_track_per_channel_at_480_ticks_per_quarter():
    score = read_score(hexdump("format_0"))
    assert score.ppq == 480
    assert score.tracks == (
        Track.of([Note(60, 0, 480, 64), Note(48, 480, 480, 64)], program=5, channel=0),
        Track.of([Note(36, 0, 240, 127)], channel=9),
    )


def test_a_program_that_changes_midway_is_a_control_of_its_track():
    [track] = read_score(hexdump("program_midway")).tracks
    assert (track.channel, track.program) == (0, 5)
    assert track.notes == (Note(60, 0, 480, 64), Note(62, 480, 480, 64))
    assert list(track.controls) == [Control(480, PROGRAM_CHANGE, 7)]


def chunk(contents: bytes) -> bytes:
    contents += b"\x00\xff\x2f\x00"
    return b"MTrk" + len(contents).to_bytes(4, "big") + contents


def file_of(*chunks: bytes) -> bytes:
    return b"MThd\0\0\0\6\0\1" + len(chunks).to_bytes(2, "big") + b"\1\xe0" + b"".join(map(chunk, chunks))


NOTE_ON_1 = b"\x00\x91\x3c\x40\x10\x3c\x00"  # on channel 1


def test_every_kind_of_control_arrives_in_its_order():
    contents = b"\x00\xb1\x65\x00\x00\x64\x00\x00\x06\x0c" + NOTE_ON_1 + b"\x00\xe1\x00\x60\x00\xd1\x20\x00\xa1\x3c\x30"
    [track] = read_score(file_of(contents)).tracks
    assert list(track.controls) == [
        Control(0, Dial(CONTROLLER, 101), 0),
        Control(0, Dial(CONTROLLER, 100), 0),
        Control(0, Dial(CONTROLLER, 6), 12),
        Control(16, BEND, 0x3000),
        Control(16, Dial(CHANNEL_PRESSURE), 0x20),
        Control(16, Dial(KEY_PRESSURE, 60), 0x30),
    ]


def test_what_a_track_of_set_up_says_belongs_to_the_track_that_plays_on_its_channel():
    set_up = b"\x00\xb1\x07\x50\x00\xc1\x05\x00\xb2\x07\x51"
    first, second = read_score(file_of(set_up, NOTE_ON_1)).tracks
    assert (first.channel, first.program, len(first.notes)) == (1, 5, 1)
    assert list(first.controls) == [Control(0, Dial(CONTROLLER, 7), 0x50), Control(0, PROGRAM_CHANGE, 5)]
    assert (second.channel, list(second.controls)) == (2, [Control(0, Dial(CONTROLLER, 7), 0x51)])


def test_two_tracks_on_a_channel_have_the_program_that_one_of_them_chooses():
    first, second = read_score(file_of(NOTE_ON_1, b"\x00\xc1\x05" + NOTE_ON_1)).tracks
    assert (first.program, second.program) == (5, 5)


def test_a_program_in_a_bank_is_chosen_after_the_bank():
    contents = file_of(b"\x00\xb1\x00\x08\x00\xc1\x05" + NOTE_ON_1)
    score = read_score(contents)
    assert score.tracks[0].program == 5
    assert b"\x00\xb1\x00\x08\x00\xc1\x05" in score_to_bytes(score)
    assert score_to_bytes(score).count(b"\xc1") == 1


def test_a_control_days_after_the_start_is_left_out():
    contents = file_of(NOTE_ON_1 + b"\xff\xff\xff\x7f\xb1\x40\x7f" * 2)
    columns = decode(contents, "late.mid")
    assert not columns.to_score().tracks[0].controls
    assert any("days of silence" in mending for mending in columns.mendings)


def test_overlapping_notes_of_one_pitch_keep_their_lengths():
    assert read_score(hexdump("overlapping")).tracks[0].notes == (Note(60, 0, 200, 64), Note(60, 100, 200, 80))


def test_a_note_without_an_off_ends_at_its_next_onset_or_with_the_track():
    assert read_score(hexdump("restruck")).tracks[0].notes == (
        Note(60, 0, 100, 64),
        Note(64, 0, 680, 64),
        Note(60, 100, 100, 96),
    )


def test_a_note_of_length_zero_lasts_one_tick_and_a_lone_off_is_passed_over():
    assert read_score(hexdump("zero_length")).tracks[0].notes == (Note(60, 20, 1, 64),)


def test_of_a_file_that_was_cut_off_the_notes_before_the_cut_are_read():
    assert read_score(hexdump("cut_off")).tracks[0].notes == (Note(60, 0, 480, 64), Note(62, 480, 120, 64))


def test_a_file_timed_in_film_frames_keeps_its_seconds():
    assert read_score(hexdump("smpte")).seconds == pytest.approx(1.0)


def test_a_wrapped_file_is_read_and_keeps_a_division_that_does_not_go_into_480():
    score = read_score(hexdump("wrapped"))
    assert score.ppq == 384
    assert score.tracks[0].notes == (Note(60, 0, 384, 64),)


def test_values_that_no_score_can_hold_are_passed_over_or_brought_into_range():
    assert read_score(hexdump("odd_values")) == Score((Track.of([Note(60, 0, 480, 127)], "Café"),))


# Refusing


@pytest.mark.parametrize(
    ("contents", "complaint"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><title>404</title>", "not a MIDI file"),
        (b"MThd\0\0\0\6\0", "cut off inside its header"),
        (b"MThd\0\0\0\6\0\1\0\2\1\xe0", "holds no tracks"),
        (b"MThd\0\0\0\6\0\0\0\1\0\0MTrk\0\0\0\0", "0 ticks per quarter"),
        (b"MThd\0\0\0\6\0\0\0\1\x80\x28MTrk\0\0\0\0", "unknown unit"),
    ],
)
def test_a_file_that_holds_no_music_is_refused_by_name(tmp_path: Path, contents: bytes, complaint: str):
    path = tmp_path / "tune.mid"
    path.write_bytes(contents)
    with pytest.raises(MidiFileError, match=complaint) as refusal:
        read_score(path)
    assert "tune.mid" in str(refusal.value)


def test_a_note_days_after_the_start_is_left_out():
    late = b"\x00\x90\x3c\x40\x10\x80\x3c\x00" + b"\xff\xff\xff\x7f\x90\x3c\x40" * 2 + b"\x00\xff\x2f\x00"
    contents = b"MThd\0\0\0\6\0\0\0\1\1\xe0MTrk" + len(late).to_bytes(4, "big") + late
    columns = decode(contents, "late.mid")
    assert columns.to_score().tracks[0].notes == (Note(60, 0, 16, 64),)
    assert any("days of silence" in mending for mending in columns.mendings)


def test_a_missing_file_a_folder_and_a_huge_file_are_refused_with_a_sentence(tmp_path: Path):
    huge = tmp_path / "huge.mid"
    with huge.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    for path, complaint in [(tmp_path / "none.mid", "no such file"), (tmp_path, "directory"), (huge, "larger than")]:
        with pytest.raises(MidiFileError, match=complaint):
            read_score(path)


@given(st.binary(max_size=200))
@example(b"\xff" * 100)
@example(b"\x90\x80\x80")
def test_no_damage_to_a_track_raises_anything_but_a_midi_file_error(damage: bytes):
    contents = b"MThd\0\0\0\6\0\0\0\1\1\xe0MTrk" + len(damage).to_bytes(4, "big") + damage
    with suppress(MidiFileError):
        read_score(contents)


@pytest.mark.parametrize("cut", range(14, len(hexdump("two_tracks"))))
def test_a_file_cut_anywhere_is_read_or_refused(cut: int):
    try:
        score = read_score(hexdump("two_tracks")[:cut])
    except MidiFileError:
        assert cut < 22
    else:
        assert score.note_count <= 2


# Round trips

notes = st.builds(Note, st.integers(0, 127), st.integers(0, 5000), st.integers(1, 3000), st.integers(1, 127))
dials = st.one_of(
    st.builds(Dial, st.sampled_from([CONTROLLER, KEY_PRESSURE]), st.integers(0, 127)),
    st.sampled_from([BEND, PROGRAM_CHANGE, Dial(CHANNEL_PRESSURE)]),
)
control_lists = st.lists(
    dials.flatmap(lambda dial: st.builds(Control, st.integers(1, 5000), st.just(dial), st.integers(0, dial.highest))),
    max_size=8,
)
names = st.text(st.characters(categories=("L", "N", "P", "S")), max_size=20)


def without_overlaps(notes: list[Note]) -> list[Note]:
    """Those of `notes` that sound while no other of their pitch does."""
    apart: list[Note] = []
    for note in sorted(notes, key=lambda note: note.start):
        if all(note.pitch != other.pitch or note.start >= other.end for other in apart):
            apart.append(note)
    return apart


def track_of(notes: list[Note], name: str, program: int, channel: int, controls: list[Control]) -> Track:
    """A track as it comes out of a file: its program is the one that its controls choose first, if they do."""
    track = Track.of(without_overlaps(notes), name, program, channel)
    first = track.notes[0].start if track.notes else sys.maxsize
    chosen = [
        control.value for control in Controls(controls) if control.dial == PROGRAM_CHANGE and control.tick <= first
    ]
    return replace(track, controls=Controls(controls), program=chosen[-1] if chosen else program)


@st.composite
def scores(draw: st.DrawFn) -> Score:
    """Any score that a MIDI file can hold: no two notes of one pitch in a track overlap."""
    ppq = draw(st.sampled_from([480, 384, 960, 1000]))
    ticks = st.lists(st.integers(1, 20_000), unique=True, max_size=5).map(sorted)
    tempos = st.integers(1, 0xFFFFFF)
    meters = st.builds(Meter, st.integers(1, 255), st.integers(0, 7).map(lambda power: 2**power))
    keys = st.builds(Key, st.integers(0, 11), st.sampled_from(["major", "minor"]))
    tracks = draw(
        st.lists(
            st.builds(
                track_of,
                st.lists(notes, max_size=12),
                names,
                st.integers(0, 127),
                st.integers(0, 15),
                control_lists,
            ),
            min_size=1,
            max_size=4,
        )
    )
    return Score(
        tuple(tracks),
        TempoMap(tuple(TempoChange(tick, draw(tempos)) for tick in [0, *draw(ticks)]), ppq),
        MeterMap(tuple(MeterChange(tick, draw(meters)) for tick in [0, *draw(ticks)]), ppq),
        tuple(KeyChange(tick, draw(keys)) for tick in draw(ticks)),
    )


@given(scores())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_score_written_and_read_again_is_the_same(score: Score):
    assert read_score(score_to_bytes(score)) == score


midicsv_needed = pytest.mark.skipif(
    not shutil.which("midicsv"),
    reason="MIDICSV IS MISSING: install it (apt install midicsv) to check exports against it",
)


def notes_of_midicsv(contents: bytes) -> Counter[tuple[int, int, int, int, int, int]]:
    """(track, channel, start, pitch, duration, velocity) of each note, as the independent midicsv reads them."""
    listing = subprocess.run(["midicsv"], input=contents, capture_output=True, check=True, timeout=30).stdout
    found: Counter[tuple[int, int, int, int, int, int]] = Counter()
    sounding: dict[tuple[int, int, int], tuple[int, int]] = {}
    for line in listing.decode("latin-1").splitlines():
        track, tick, kind, *values = [part.strip() for part in line.split(",")]
        if kind not in ("Note_on_c", "Note_off_c"):
            continue
        channel, pitch, velocity = map(int, values)
        key = (int(track), channel, pitch)
        if key in sounding:
            start, struck = sounding.pop(key)
            found[(*key[:2], start, pitch, int(tick) - start, struck)] += 1
        if kind == "Note_on_c":
            assert key not in sounding, "two notes of one pitch sound at once"
            sounding[key] = (int(tick), velocity)
    assert not sounding, "a note never ends"
    return found


def controls_of_midicsv(contents: bytes) -> dict[tuple[int, int], list[tuple[int, ...]]]:
    """By track and channel (tick, kind, number, value) of each control, as the independent midicsv reads them."""
    listing = subprocess.run(["midicsv"], input=contents, capture_output=True, check=True, timeout=30).stdout
    kinds = {"Control_c": 0xB, "Program_c": 0xC, "Channel_aftertouch_c": 0xD, "Pitch_bend_c": 0xE}
    kinds["Poly_aftertouch_c"] = KEY_PRESSURE
    found: dict[tuple[int, int], list[tuple[int, ...]]] = {}
    for line in listing.decode("latin-1").splitlines():
        track, tick, kind, *values = [part.strip() for part in line.split(",")]
        if kind in kinds:
            channel, *data = map(int, values)
            said = (int(tick), kinds[kind], *([0, *data] if len(data) == 1 else data))
            found.setdefault((int(track), channel), []).append(said)
    return found


@midicsv_needed
@given(scores())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_midicsv_reads_an_exported_score_control_for_control(score: Score):
    written = {}
    for index, track in enumerate(score.tracks):
        head = [] if chooses_program(track) else [(0, 0xC, 0, track.program)]
        said = [(control.tick, *control.dial, control.value) for control in track.controls]
        written[index + 2, track.channel] = head + said
    assert controls_of_midicsv(score_to_bytes(score)) == written


@midicsv_needed
@given(scores())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_midicsv_reads_an_exported_score_note_for_note(score: Score):
    written = Counter(
        (index + 2, track.channel, note.start, note.pitch, note.duration, note.velocity)
        for index, track in enumerate(score.tracks)
        for note in track.notes
    )
    assert notes_of_midicsv(score_to_bytes(score)) == written


# Writing


def test_an_overlapping_note_of_the_same_pitch_is_cut_where_the_next_begins():
    notes = [Note(60, 0, 480), Note(64, 0, 480), Note(60, 240, 480), Note(60, 240, 100)]
    score = read_score(score_to_bytes(Score((Track.of(notes),))))
    assert score.tracks[0].notes == (Note(60, 0, 240), Note(64, 0, 480), Note(60, 240, 480))


def test_a_repeated_note_ends_before_it_begins_again():
    contents = score_to_bytes(Score((Track.of([Note(60, 0, 480), Note(60, 480, 480)]),)))
    off, on = b"\x83\x60\x80\x3c\x00", b"\x00\x90\x3c\x50"
    assert off + on in contents


def test_a_failed_export_leaves_the_old_file_and_no_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "tune.mid"
    path.write_bytes(b"the old file")

    def full_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(MidiFileError, match=r"tune\.mid.*no space left"):
        write_score(Score(), path)
    assert path.read_bytes() == b"the old file"
    assert os.listdir(tmp_path) == ["tune.mid"]


def test_an_export_into_a_missing_folder_says_so(tmp_path: Path):
    with pytest.raises(MidiFileError, match="no such file or directory"):
        write_score(Score(), tmp_path / "missing" / "tune.mid")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")
def test_an_export_keeps_the_permissions_of_the_file_it_replaces(tmp_path: Path):
    path = tmp_path / "tune.mid"
    path.write_bytes(b"")
    path.chmod(0o640)
    write_score(Score(), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_piece_longer_than_a_midi_file_can_hold_is_refused():
    with pytest.raises(MidiFileError, match="reaches to tick"):
        score_to_bytes(Score((Track.of([Note(60, 2**28, 1)]),)))
