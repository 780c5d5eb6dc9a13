"""The score: an immutable value that players, painters and workers share without locks."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from composer.music.controls import NO_CONTROLS, Controls
from composer.music.errors import ScoreError
from composer.music.notes import NO_NOTES, Note, Notes, note_order
from composer.music.pitch import Key
from composer.music.time import MeterMap, TempoMap

DRUM_CHANNEL = 9
BUILT_IN_SYNTH = "Built-in synth"  # as a track's port; no port of a MIDI system has this name


@dataclass(frozen=True)
class Track:
    """One instrument. `notes` are in `note_order`; build tracks with `Track.of` and `with_notes`."""

    notes: Notes = NO_NOTES
    name: str = ""
    program: int = 0  # General MIDI, 0..127
    channel: int = 0  # 0..15, 9 for drums
    colour: int | None = None  # 0..7, one of the theme's track colours; None: by the track's place in the score
    is_muted: bool = False  # mute and solo say what is heard here; a file gets the notes all the same
    is_solo: bool = False
    port: str = ""  # the MIDI port that it is played on, by its visible name; empty: the piece's output
    controls: Controls = NO_CONTROLS  # pedal, bend, pressure …; a later program too, `program` being the first

    def __post_init__(self) -> None:
        if not isinstance(self.notes, Notes):  # but a tuple
            object.__setattr__(self, "notes", Notes(self.notes))
        if not self.notes:
            object.__setattr__(self, "notes", NO_NOTES)

    @staticmethod
    def of(notes: Iterable[Note], name: str = "", program: int = 0, channel: int = 0) -> "Track":
        """A track of `notes` in any order."""
        return Track(Notes(sorted(notes, key=note_order)), name, program, channel)

    def with_notes(self, notes: Iterable[Note]) -> "Track":
        """The same instrument with other notes, given in any order."""
        return replace(self, notes=Notes(sorted(notes, key=note_order)))

    def without_contents(self) -> "Track":
        """The same instrument with nothing to play."""
        return replace(self, notes=NO_NOTES, controls=NO_CONTROLS)

    @property
    def is_drums(self) -> bool:
        """Whether pitches name drums instead of tones (General MIDI channel 10)."""
        return self.channel == DRUM_CHANNEL

    @property
    def end(self) -> int:
        """The tick at which the last note has ended; 0 without notes."""
        return self.notes.end


@dataclass(frozen=True, slots=True)
class KeyChange:
    """From `tick` on, `key` holds."""

    tick: int
    key: Key


@dataclass(frozen=True, slots=True)
class Marker:
    """A named place, such as the beginning of a chorus."""

    tick: int
    name: str


@dataclass(frozen=True)
class Score:
    """Tracks on one time line. Every edit makes a new score that shares the untouched tracks."""

    tracks: tuple[Track, ...] = (Track(),)
    tempo_map: TempoMap = field(default_factory=TempoMap)
    meter_map: MeterMap = field(default_factory=MeterMap)
    keys: tuple[KeyChange, ...] = ()
    markers: tuple[Marker, ...] = ()  # in order of tick, one at a tick

    def __post_init__(self) -> None:
        if self.tempo_map.ppq != self.meter_map.ppq:
            raise ScoreError(
                f"Tempo map ({self.tempo_map.ppq} ticks per quarter) and metre map ({self.meter_map.ppq}) disagree."
            )

    @property
    def ppq(self) -> int:
        """Ticks per quarter."""
        return self.tempo_map.ppq

    @property
    def start(self) -> int:
        """The tick at which the first note starts; 0 without notes."""
        return min((track.notes[0].start for track in self.tracks if track.notes), default=0)

    @property
    def end(self) -> int:
        """The tick at which the last note has ended; 0 without notes."""
        return max((track.end for track in self.tracks), default=0)

    @property
    def note_count(self) -> int:
        """Notes in all tracks."""
        return sum(len(track.notes) for track in self.tracks)

    @property
    def seconds(self) -> float:
        """How long the score sounds."""
        return self.tempo_map.tick_to_seconds(self.end)

    def key_at(self, tick: int) -> Key | None:
        """The key signature that holds at `tick`, if one was given."""
        key = None
        for change in self.keys:
            if change.tick > tick:
                break
            key = change.key
        return key

    def with_track(self, index: int, track: Track) -> "Score":
        """This score with track `index` replaced."""
        tracks = list(self.tracks)
        tracks[index] = track
        return replace(self, tracks=tuple(tracks))
