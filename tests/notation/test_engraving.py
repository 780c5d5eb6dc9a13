"""Documents that music21 reads back; it is an optional extra."""

import pytest

from composer.music.pitch import Key
from composer.music.score import KeyChange, Marker, Note, Score, Track
from composer.music.time import Meter, MeterChange, MeterMap, TempoMap

music21 = pytest.importorskip("music21", reason="MusicXML is NOT tested here: music21 is missing (pip install music21)")

from composer.notation.engraving import score_to_musicxml  # noqa: E402

MELODY = Track.of(
    [Note(pitch, 480 * each, 480) for each, pitch in enumerate((67, 69, 71, 72, 74, 72, 71, 69))], "Flute", 73
)
DRUMS = Track.of([Note(36, 0, 240), Note(42, 0, 240), Note(38, 480, 240), Note(77, 960, 240)], "Kit", channel=9)


def read_back(score: Score, title: str = ""):
    return music21.converter.parseData(score_to_musicxml(score, title), format="musicxml")


def sounding(part) -> list[tuple[float, float, int]]:
    """(offset, quarters, pitch) of everything that sounds, ties joined."""
    found: list[tuple[float, float, int]] = []
    for each in part.flatten().notes:
        for head in getattr(each, "notes", [each]):
            offset, duration, pitch = float(each.offset), float(each.quarterLength), head.pitch.midi
            if head.tie and head.tie.type != "start":
                [before] = [other for other in found if other[2] == pitch and sum(other[:2]) == offset]
                found.remove(before)
                offset, duration = before[0], before[1] + duration
            found.append((offset, duration, pitch))
    return sorted(found)


def test_notes_come_back_where_they_were():
    read = read_back(Score((MELODY,)), "A tune")
    [part] = read.parts
    assert sounding(part) == [(each, 1.0, note.pitch) for each, note in enumerate(MELODY.notes)]
    assert (part.partName, read.metadata.bestTitle) == ("Flute", "A tune")


def test_notes_over_a_bar_line_are_tied_and_chords_and_voices_stay_together():
    notes = [Note(60, 0, 3840), Note(64, 0, 3840), Note(72, 480, 480), Note(74, 1440, 960)]
    [part] = read_back(Score((Track.of(notes, "Strings", 48),))).parts
    assert sounding(part) == [(0, 8.0, 60), (0, 8.0, 64), (1, 1.0, 72), (3, 2.0, 74)]


def test_metre_tempo_key_and_markers_are_written():
    meter_map = MeterMap((MeterChange(0, Meter(3, 4)), MeterChange(1440, Meter(6, 8))))
    score = Score(
        (MELODY,), TempoMap.constant(97), meter_map, keys=(KeyChange(0, Key(7)),), markers=(Marker(1440, "Verse"),)
    )
    flat = read_back(score).parts[0].flatten()
    assert [sign.ratioString for sign in flat.getElementsByClass("TimeSignature")] == ["3/4", "6/8"]
    assert [sign.sharps for sign in flat.getElementsByClass("KeySignature")] == [1]
    assert [sign.number for sign in flat.getElementsByClass("MetronomeMark")] == [97]
    assert [(sign.offset, sign.content) for sign in flat.getElementsByClass("RehearsalMark")] == [(3.0, "Verse")]


def test_a_bar_that_a_new_metre_cuts_off_has_a_metre_of_its_own():
    meter_map = MeterMap((MeterChange(0, Meter(4, 4)), MeterChange(1920 + 960, Meter(3, 4))))
    [part] = read_back(Score((MELODY,), meter_map=meter_map)).parts
    bars = part.getElementsByClass("Measure")
    assert [(float(bar.offset), bar.timeSignature and bar.timeSignature.ratioString) for bar in bars] == [
        (0.0, "4/4"),
        (4.0, "1/2"),
        (6.0, "3/4"),
    ]


def test_notes_are_spelled_in_their_key():
    flats = Track.of([Note(63, 0, 480), Note(70, 480, 480)], "Oboe", 68)
    names = [note.name for note in read_back(Score((flats,), keys=(KeyChange(0, Key(3)),))).recurse().notes]
    assert names == ["E-", "B-"]
    names = [note.name for note in read_back(Score((flats,), keys=(KeyChange(0, Key(4)),))).recurse().notes]
    assert names == ["D#", "A#"]


def test_a_piano_has_two_staves_when_both_hands_play():
    both = Track.of([Note(72, 0, 480), Note(48, 0, 960), Note(76, 480, 480)], "Piano")
    right, left = read_back(Score((both,))).parts
    assert [pitch for _, _, pitch in sounding(right)] == [72, 76]
    assert [pitch for _, _, pitch in sounding(left)] == [48]
    assert len(read_back(Score((MELODY,))).parts) == 1


def test_drums_stand_on_the_lines_of_a_percussion_clef():
    part = read_back(Score((MELODY, DRUMS))).parts[1]
    assert part.recurse().getElementsByClass("PercussionClef")
    heads = [head.displayName for each in part.recurse().notes for head in getattr(each, "notes", [each])]
    assert sorted(heads) == ["C5", "E5", "F4", "G5"]


def test_any_name_makes_a_document():
    [part] = read_back(Score((Track.of([Note(60, 0, 480)], 'a\x01\n<&\uffff"é', 40),)), "\x02 <").parts
    assert part.partName == 'a <& "é'


def test_a_bar_that_is_longer_than_any_sign_is_written_with_several():
    endless = MeterMap((MeterChange(0, Meter(17, 1)),))
    bar = 68 * 480
    notes = [Note(60, 0, bar), Note(72, 480, 66 * 480), Note(60, 2 * bar, 480)]
    [part] = read_back(Score((Track.of(notes, "Oboe", 68),), meter_map=endless)).parts
    assert sounding(part) == [(0, 68.0, 60), (1, 66.0, 72), (136, 1.0, 60)]
    assert [float(bar.quarterLength) for bar in part.getElementsByClass("Measure")] == [68.0, 68.0, 68.0]
