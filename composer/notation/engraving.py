"""A score as a MusicXML document, made by music21, which is imported only here and in `reading`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain

from music21 import chord, clef, expressions, instrument, key, layout, metadata, meter, note, percussion, stream, tempo
from music21.base import Music21Object
from music21.musicxml.m21ToXml import GeneralObjectExporter
from music21.stream import makeNotation

from composer.midi.text import one_line
from composer.music.pitch import MIDDLE_C, Key
from composer.music.scales import key_of_tracks
from composer.music.score import Score, Track
from composer.music.time import Meter, MeterMap
from composer.music.tracks import label_of
from composer.notation.written import Quarters, WrittenNote, written, written_place

_ASCII = str.maketrans("♯♭", "#-")  # how music21 writes accidentals
_KEYBOARDS = {*range(8), *range(16, 24)}  # programs: pianos and organs, which have two staves
_LINES_OF_DRUMS = {  # where the parts of a drum kit are written, by pitch
    **dict.fromkeys((35, 36), "F4"),
    **dict.fromkeys((37, 38, 39, 40), "C5"),
    **dict.fromkeys((41, 43, 45), "A4"),
    **dict.fromkeys((47, 48, 50), "D5"),
    44: "D4",
    **dict.fromkeys((42, 46), "G5"),
    **dict.fromkeys((51, 53, 59), "F5"),
    **dict.fromkeys((49, 52, 55, 57), "A5"),
}
_LINE_OF_OTHER_DRUMS = "E5"
_MAXIMA, _TOO_LONG = 32, 64  # quarters: the longest sign, and what music21 knows no signs for

_PLACED, _NOTATED, _FILLED = 0.15, 0.7, 0.9  # of all the time that it takes, what has passed when this is done


def score_to_musicxml(score: Score, title: str = "") -> bytes:
    """`score` as a MusicXML document; takes seconds for some thousand notes."""
    *_, document = musicxml_in_steps(score, title)
    assert isinstance(document, bytes)
    return document


def musicxml_in_steps(score: Score, title: str = "") -> Iterator[float | bytes]:
    """Yield what share of the work is done, 0 to 1, and last of all the document."""
    signs = _Signs(score)
    whole = stream.Score()
    whole.metadata = metadata.Metadata(title=one_line(title) or "Untitled")
    whole.metadata.composer = "Composer"
    playing = [index for index, track in enumerate(score.tracks) if track.notes]
    for number, index in enumerate(playing or [0]):
        yield _PLACED * number / max(len(playing), 1)
        staves = _staves(score, index, signs)
        for staff in staves:
            whole.insert(0, staff)
        if len(staves) > 1:
            whole.insert(0, layout.StaffGroup(staves, name=staves[0].partName, symbol="brace"))
    first = whole.parts.first()
    assert first is not None
    for place, sign in signs.of_the_whole():
        first.insert(place, sign)
    for number, staff in enumerate(whole.parts):
        yield _PLACED + (_NOTATED - _PLACED) * number / len(whole.parts)
        staff.makeNotation(inPlace=True, cautionaryPitchClass=False, cautionaryNotImmediateRepeat=False)
        for bar in staff.getElementsByClass(stream.Measure):
            for number, voice in enumerate(bar.voices, 1):
                voice.id = str(number)  # music21 counts from 0, notation programs from 1
    yield _NOTATED
    _fill(whole)
    yield _FILLED
    exporter = GeneralObjectExporter(whole)
    exporter.makeNotation = False  # it has been made; music21 would make it again, in a deep copy
    yield exporter.parse()


def _fill(whole: stream.Score) -> None:
    """Give every voice whole bars and every note a length that can be written, as the exporter would in a copy."""
    end = [0.0, whole.highestTime]
    whole.makeRests(
        refStreamOrTimeRange=end, fillGaps=True, inPlace=True, hideRests=True, timeRangeFromBarDuration=True
    )
    whole.makeNotation(inPlace=True)
    for staff in whole.parts:
        bars = staff.getElementsByClass(stream.Measure)
        for bar in bars:
            for voice in (bar, *bar.voices):
                _split_longest(voice)
        staff.splitAtDurations(recurse=True)
        length = None
        for bar in bars:
            length = bar.timeSignature.barDuration.quarterLength if bar.timeSignature else length
            for voice in (bar, *bar.voices):
                makeNotation.makeTupletBrackets(voice, inPlace=True)
                for rest in voice.getElementsByClass(note.Rest):
                    rest.fullMeasure = rest.quarterLength == length  # which music21 would look for in the whole staff


def _split_longest(voice: stream.Stream) -> None:
    """Split what is longer than any sign; notes are tied."""
    for each in list(voice.notesAndRests):
        place, remainder = each.offset, each
        while remainder.quarterLength >= _TOO_LONG:
            _, remainder = remainder.splitAtQuarterLength(_MAXIMA)  # of which the first stays in its place
            place += _MAXIMA
            voice.insert(place, remainder)


class _Signs:
    """What stands above and before the notes, and the keys that these are spelled in."""

    def __init__(self, score: Score) -> None:
        self._score = score
        keys = [(written_place(change.tick, score.meter_map), change.key) for change in score.keys]
        heard = key_of_tracks(score.tracks)
        self._keys = keys or [(Quarters(0), heard or Key(0))]
        self.end = written_place(score.meter_map.bar_line_from(score.end), score.meter_map)

    def of_the_whole(self) -> Iterator[tuple[Quarters, Music21Object]]:
        """Tempo and markers, which stand above the first staff."""
        score, latest = self._score, 0
        for change in score.tempo_map.changes:
            bpm = round(score.tempo_map.bpm_at(change.tick))
            if bpm != latest and change.tick <= score.end:
                yield written_place(change.tick, score.meter_map), tempo.MetronomeMark(number=bpm)
            latest = bpm
        for marker in score.markers:
            if marker.tick <= score.end:
                yield written_place(marker.tick, score.meter_map), expressions.RehearsalMark(one_line(marker.name))

    def of_a_staff(self, track: Track) -> Iterator[tuple[Quarters, Music21Object]]:
        """Metres, key signatures, and for drums a clef."""
        for place, each in _meters(self._score.meter_map, self.end):
            yield place, meter.TimeSignature(str(each))
        if track.is_drums:
            yield Quarters(0), clef.PercussionClef()
            return
        for place, each in self._keys:
            yield place, key.KeySignature(each.sharps)

    def spelled(self, pitch: int, place: Quarters) -> str:
        """The name of a pitch in the key that holds at `place`, as music21 writes it."""
        holding = [each for start, each in self._keys if start <= place] or [self._keys[0][1]]
        return holding[-1].pitch_name(pitch).translate(_ASCII)


def _staves(score: Score, index: int, signs: _Signs) -> list[stream.Part]:
    """The staves of one track: two for what is played on a keyboard with both hands."""
    track = score.tracks[index]
    notes = written(track.notes, score.meter_map)
    hands = [[each for each in notes if (each.pitch >= MIDDLE_C) is is_right] for is_right in (True, False)]
    if track.is_drums or track.program not in _KEYBOARDS or not all(hands):
        return [_staff(stream.Part(), notes, score, index, signs)]
    return [_staff(stream.PartStaff(), hand, score, index, signs) for hand in hands]


def _staff(staff: stream.Part, notes: list[WrittenNote], score: Score, index: int, signs: _Signs) -> stream.Part:
    """`staff` with what is written on it."""
    track = score.tracks[index]
    staff.partName = one_line(label_of(score, index))
    staff.insert(0, _instrument(track, staff.partName))
    for place, sign in signs.of_a_staff(track):
        staff.insert(place, sign)
    voices = _voices(_chords(notes))
    for voice in voices:
        holder = stream.Voice() if len(voices) > 1 else staff
        placed = ((together[0].start, _engraved(together, track.is_drums, signs)) for together in voice)
        holder.insert(list(chain.from_iterable(placed)))  # one by one, music21 would look at all notes for each
        if holder is not staff:
            staff.insert(0, holder)
    end = max([signs.end, *(each.end for each in notes)])
    staff.makeRests(refStreamOrTimeRange=[0, end], fillGaps=len(voices) > 1, inPlace=True)
    if len(voices) > 1:
        staff.removeByClass("Rest")  # its voices have their own
    return staff


def _voices(chords: Iterable[list[WrittenNote]]) -> list[list[list[WrittenNote]]]:
    """Chords in as few voices as it takes for none to begin in one before the last has ended there."""
    voices: list[list[list[WrittenNote]]] = [[]]
    for together in sorted(chords, key=lambda each: each[0].start):
        free = (voice for voice in voices if not voice or voice[-1][0].end <= together[0].start)
        voice = next(free, None)
        if voice is None:
            voices.append(voice := [])
        voice.append(together)
    return voices


def _instrument(track: Track, name: str) -> instrument.Instrument:
    made = instrument.UnpitchedPercussion() if track.is_drums else instrument.instrumentFromMidiProgram(track.program)
    made.partName = name
    made.midiChannel = track.channel
    return made


def _chords(notes: Iterable[WrittenNote]) -> Iterator[list[WrittenNote]]:
    """Notes that begin and end together; each pitch once, of several the loudest."""
    together: defaultdict[tuple[Quarters, Quarters], dict[int, WrittenNote]] = defaultdict(dict)
    for each in sorted(notes, key=lambda each: each.velocity):
        together[each.start, each.duration][each.pitch] = each
    return (list(pitches.values()) for pitches in together.values())


def _engraved(together: list[WrittenNote], is_drums: bool, signs: _Signs) -> note.GeneralNote:
    """A note or a chord."""
    first = together[0]
    if is_drums:
        lines = sorted({_LINES_OF_DRUMS.get(each.pitch, _LINE_OF_OTHER_DRUMS) for each in together})
        heads = [note.Unpitched(displayName=line) for line in lines]
        made = heads[0] if len(heads) == 1 else percussion.PercussionChord(heads)
    else:
        names = [signs.spelled(each.pitch, each.start) for each in sorted(together, key=lambda each: each.pitch)]
        made = note.Note(names[0]) if len(names) == 1 else chord.Chord(names)
    made.duration.quarterLength = first.duration
    made.volume.velocity = max(each.velocity for each in together)
    return made


def _meters(meter_map: MeterMap, end: Quarters) -> Iterator[tuple[Quarters, Meter]]:
    """Every metre before `end` and where it begins; a bar that the next metre cuts off has one of its own."""
    for index, change in enumerate(meter_map.changes):
        begin = written_place(change.tick, meter_map)
        if begin >= end and index:
            return
        if index:
            bar = meter_map.bar_at(change.tick - 1)
            whole_notes = (begin - written_place(meter_map.bar_start(bar), meter_map)) / 4
            before = meter_map.changes[index - 1].meter
            if 0 < whole_notes != Fraction(before.numerator, before.denominator):
                yield begin - 4 * whole_notes, Meter(*whole_notes.as_integer_ratio())
        yield begin, change.meter
