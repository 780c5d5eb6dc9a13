import numpy as np
import pytest

from composer.midi.bulk import read_columns
from composer.midi.files import write_score
from composer.music.errors import MidiFileError
from composer.music.score import DRUM_CHANNEL, Note, Score, Track
from composer.music.time import Meter, MeterChange, MeterMap, TempoMap


def test_columns_hold_what_the_score_holds_but_drums(tmp_path):
    meters = MeterMap((MeterChange(0, Meter(3, 4)), MeterChange(1440, Meter(4, 4))))
    melody = [Note(60, 0, 480, 70), Note(64, 0, 240, 71), Note(60, 480, 100, 72)]
    bass = [Note(40, 10, 20, 73)]
    drums = Track.of([Note(36, 0, 10)], channel=DRUM_CHANNEL)
    tracks = (Track.of(melody), drums, Track.of(bass, channel=1))
    write_score(Score(tracks, TempoMap.constant(90), meters), tmp_path / "a.mid")

    columns = read_columns(tmp_path / "a.mid")

    notes = np.stack([columns.track, columns.start, columns.pitch, columns.duration, columns.velocity], axis=1)
    expected = [(0, n.start, n.pitch, n.duration, n.velocity) for n in melody]
    expected += [(1, n.start, n.pitch, n.duration, n.velocity) for n in bass]
    assert sorted(map(tuple, notes.tolist())) == sorted(expected)
    assert columns.meter_map == meters
    assert columns.bpm == pytest.approx(90, abs=0.01)


def test_a_file_without_notes_has_empty_columns(tmp_path):
    write_score(Score(), tmp_path / "empty.mid")

    assert len(read_columns(tmp_path / "empty.mid").start) == 0


@pytest.mark.parametrize("contents", [b"", b"MThd", b"no music at all", b"MThd\0\0\0\6\0\1\0\1\0\0MTrk\0\0\0\0"])
def test_what_is_no_midi_file_is_named(tmp_path, contents):
    (tmp_path / "broken.mid").write_bytes(contents)

    with pytest.raises(MidiFileError, match=r"broken\.mid"):
        read_columns(tmp_path / "broken.mid")
