from pathlib import Path

import pytest

from composer.midi.bulk import NoteColumns
from composer.music.errors import MidiFileError
from composer.music.score import Note, Score, Track
from composer.music.time import Meter
from composer.notation.engraving import score_to_musicxml
from composer.notation.reading import read_notated

TUNE = "X:1\nT:Up\nM:3/4\nL:1/4\nQ:1/4=90\nK:C\n|: C D E | F G A :| G2 A | C3 |\n"


def read(folder: Path, name: str, contents: str | bytes) -> NoteColumns:
    path = folder / name
    path.write_bytes(contents if isinstance(contents, bytes) else contents.encode())
    return read_notated(path)


def test_a_tune_is_read_with_its_repeats_metre_and_tempo(tmp_path):
    columns = read(tmp_path, "tune.abc", TUNE)
    assert columns.pitch.tolist() == [60, 62, 64, 65, 67, 69] * 2 + [67, 69, 60]
    assert columns.start.tolist() == [480 * beat for beat in (*range(13), 14, 15)]
    assert columns.duration.tolist() == [480] * 12 + [960, 480, 1440]
    assert columns.meter_map.changes[0].meter == Meter(3, 4)
    assert columns.bpm == 90


def test_an_upbeat_stands_at_the_end_of_a_bar(tmp_path):
    columns = read(tmp_path, "tune.abc", "X:1\nM:4/4\nL:1/4\nK:C\nG | c d e f | g4 |\n")
    assert columns.start[:2].tolist() == [3 * 480, 4 * 480]


def test_what_was_exported_is_read_again_part_by_part(tmp_path):
    notes = [Note(pitch, 480 * beat, 480) for beat, pitch in enumerate((60, 64, 67, 72))]
    score = Score((Track.of(notes, "high"), Track.of([Note(48, 0, 1920)], "low", channel=1)))
    columns = read(tmp_path, "piece.musicxml", score_to_musicxml(score))
    assert sorted(zip(columns.track.tolist(), columns.pitch.tolist(), strict=True)) == [
        (0, 60), (0, 64), (0, 67), (0, 72), (1, 48)
    ]  # fmt: skip


def test_a_book_of_tunes_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(MidiFileError, match=r"holds 2 tunes: save each in a file of its own"):
        read(tmp_path, "book.abc", TUNE + "\n" + TUNE.replace("X:1", "X:2"))


def test_what_is_no_music_is_refused(tmp_path):
    with pytest.raises(MidiFileError, match=r"“broken.musicxml” cannot be read"):
        read(tmp_path, "broken.musicxml", "<score-partwise><part")
