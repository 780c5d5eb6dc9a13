"""Synths that are played on through ports that come and go: whatever is done, they sound only what they should."""

from dataclasses import replace
from heapq import heappop, heappush
from itertools import count, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from composer.music.controls import SUSTAIN, Control, Controls
from composer.music.score import Note, Score, Track
from composer.music.time import TempoMap
from composer.playback.ensemble import Ensemble
from composer.playback.outputs import Outputs
from composer.playback.scheduler import timelines_of
from tests.playback.doubles import FakePorts, ManualClock

STEP = 0.01  # seconds
SLACK = 60  # ticks around the playhead, which are 60 ms, in which a note may begin or end
PIANO, BASS = "Piano", "Bass"
PREVIEWED = (5, 60)  # channel and pitch of notes that are only previewed
NEVER = 10**9  # tick


class Synth:
    """What is heard: keys that are down, and notes that ring on under the pedal."""

    def __init__(self):
        self.keys: set[tuple[int, int]] = set()  # (channel, pitch)
        self.ringing: set[tuple[int, int]] = set()
        self.pedals: set[int] = set()  # channels

    @property
    def heard(self):
        return self.keys | self.ringing

    def hear(self, message):
        kind, channel = message[0] & 0xF0, message[0] & 0x0F
        if kind == 0x90:
            self.keys.add((channel, message[1]))
        elif kind == 0x80:
            self._release({(channel, message[1])} & self.keys)
        elif kind == 0xB0 and message[1] == 64:
            (self.pedals.add if message[2] >= 64 else self.pedals.discard)(channel)
            self._release(set())
        elif kind == 0xB0 and message[1] == 123:
            self._release({key for key in self.keys if key[0] == channel})
        elif kind == 0xB0 and message[1] == 120:
            self.keys = {key for key in self.keys if key[0] != channel}
            self.ringing = {key for key in self.ringing if key[0] != channel}

    def _release(self, keys):
        self.keys -= keys
        self.ringing = {key for key in self.ringing | keys if key[0] in self.pedals}


class Cable:
    """An output that lets each message go at its time, in order, until it is pulled."""

    def __init__(self, synth, clock, lead_seconds):
        self.synth, self.clock, self.lead_seconds = synth, clock, lead_seconds
        self.is_connected, self.waiting, self.numbers = True, [], count()

    def send(self, message, at_seconds=0.0):
        self.deliver()
        heappush(self.waiting, (at_seconds if self.lead_seconds else 0.0, next(self.numbers), message))

    def deliver(self):
        while self.is_connected and self.waiting and self.waiting[0][0] <= self.clock():
            self.synth.hear(heappop(self.waiting)[2])

    def close(self):
        while self.is_connected and self.waiting:
            self.synth.hear(heappop(self.waiting)[2])


class Cables(FakePorts):
    """The ports of two synths; one wants its messages early."""

    def __init__(self, clock):
        super().__init__(PIANO, BASS)
        self.clock = clock
        self.synths = {PIANO: Synth(), BASS: Synth()}
        self.cables = {}

    def open_output(self, name):
        super().open_output(name)
        self.cables[name] = Cable(self.synths[name], self.clock, 0.03 if name == PIANO else 0.0)
        return self.cables[name]

    def pull(self, name):
        if name in self.present:
            self.present.remove(name)
            if name in self.cables:
                self.cables.pop(name).is_connected = False

    def plug(self, name):
        if name not in self.present:
            self.present.append(name)


PEDAL = Controls([Control(tick, SUSTAIN, value) for tick, value in ((300, 127), (1100, 0), (1500, 127), (2900, 0))])
LOW = Track.of([Note(48, tick, 900) for tick in range(0, 3000, 500)])
HIGH = Track.of([Note(48 + tick // 100 % 5, tick, 170) for tick in range(0, 3000, 100)])
SCORES = [
    Score(tracks, tempo_map=TempoMap.constant(125))
    for tracks in (
        (LOW, replace(HIGH, controls=PEDAL), replace(LOW, port=BASS, controls=PEDAL)),
        (LOW, replace(HIGH, controls=PEDAL), replace(LOW, port=BASS, controls=PEDAL, is_muted=True)),
        (replace(LOW, controls=PEDAL), replace(HIGH, channel=1), replace(HIGH, port=BASS)),
        (replace(LOW, port=BASS), replace(LOW, port=BASS, controls=PEDAL), replace(HIGH, channel=1)),
        (replace(LOW, channel=1, port=PIANO), HIGH),
        (),
    )
]


class Stage:
    """All that plays, a keyboard, and what may be heard of both."""

    def __init__(self):
        self.clock = ManualClock()
        self.ports = Cables(self.clock)
        self.ensemble = Ensemble(self.clock)
        self.outputs = Outputs(self.ensemble, self.ports, lambda _: None, lambda _: None, self.run_later)
        self.later = []  # what was left to a thread
        self.instrument = ("", 0)  # port and channel that the keyboard plays
        self.keyboard = set()  # (channel, pitch) pairs whose keys are down
        self.is_pedal_down = False  # the keyboard's
        self.ticks = []
        self.preview_ends_at = 0.0
        self.shown = 0  # which of the scores
        self.switch(PIANO)

    def run_later(self, work):
        self.later.append(work)

    def switch(self, name):
        self.main = name
        self.outputs.open(name)
        self.show(self.shown)

    def show(self, index):
        self.shown = index
        self.timelines = timelines_of(SCORES[index], self.main)
        self.outputs.use(self.timelines)
        self.ensemble.set_timelines(self.timelines)

    def run(self, seconds):
        self.outputs.check()
        while self.later:
            self.later.pop(0)()
        self.outputs.check()
        for _ in range(round(seconds / STEP)):
            self.clock.advance(STEP)
            for _ in range(3):
                self.ensemble.advance()
            for cable in self.ports.cables.values():
                cable.deliver()
            self.ticks = [*self.ticks[-5:], self.ensemble.tick] if self.ensemble.is_playing else []

    def let_keyboard_go(self):
        self.ensemble.release_keyboard()
        self.keyboard, self.is_pedal_down = set(), False

    def play_through(self, message):
        port, channel = self.instrument
        if player := self.outputs.player_on(port):
            player.asides.play_through(message, channel, 0)
            match message[0], message[1], message[2]:
                case 0x90, pitch, _:
                    self.keyboard.add((channel, pitch))
                case 0x80, pitch, _:
                    self.keyboard.discard((channel, pitch))
                case 0xB0, _, value:
                    self.is_pedal_down = value > 0

    def preview(self):
        self.ensemble.main.asides.sound(PREVIEWED[1], 80, PREVIEWED[0], 0, 100)
        self.preview_ends_at = self.clock() + 0.1 + 2 * STEP

    def may_be_down(self, name, channel, pitch=None):
        """Whether a key of this channel, or its pedal if none is named, may be down on this port now."""
        is_main, (port, instrument) = name == self.main, self.instrument
        if (channel, pitch) == PREVIEWED and is_main and self.clock() < self.preview_ends_at:
            return True
        if (port or self.main) == name and channel == instrument:
            is_held = self.is_pedal_down if pitch is None else (channel, pitch) in self.keyboard
            if is_held:
                return True
        timeline = self.timelines.get("" if is_main else name)
        spans = [] if timeline is None else list(spans_of(timeline, channel, pitch))
        return any(begin - SLACK <= tick <= end + SLACK for begin, end in spans for tick in self.ticks)

    def wrong(self, name):
        """The keys and pedals that are down on this port and should not be."""
        synth = self.ports.synths[name]
        keys = {key for key in synth.keys if not self.may_be_down(name, *key)}
        return keys | {(channel,) for channel in synth.pedals if not self.may_be_down(name, channel)}


def spans_of(timeline, channel, pitch):
    """(begin, end) ticks between which a key is down, or the pedal if there is no pitch."""
    if pitch is None:
        line = timeline.controls
        turns = [(int(line.ticks[index]), line.message(index)) for index in range(len(line))]
        turns = [(tick, message[2]) for tick, message in turns if message[:2] == bytes((0xB0 | channel, 64))]
    else:
        events = [event for event in timeline.between(-1, NEVER) if event[1:3] == (channel, pitch)]
        turns = [(event.tick, event.velocity) for event in events]
    for (begin, value), (end, _) in pairwise([*turns, (NEVER, 0)]):
        if value:
            yield begin, end


indices = st.integers(0, len(SCORES) - 1)
ticks = st.integers(0, 3000)
bars = st.integers(0, 6).map(lambda bar: 500 * bar)
loops = st.none() | st.tuples(*2 * [st.integers(0, 29).map(lambda number: 100 * number + 50)])  # that begin at no bar
names = st.sampled_from([PIANO, BASS])
actions = st.one_of(
    st.tuples(st.just("run"), st.sampled_from([0.0, 0.02, 0.3, 0.7])),
    st.tuples(st.just("play"), ticks, loops),
    st.tuples(st.just("seek"), ticks),
    st.tuples(st.just("loop"), loops),
    st.tuples(st.just("show"), indices),
    st.tuples(st.just("switch"), names),
    st.tuples(st.just("pull"), names),
    st.tuples(st.just("plug"), names),
    st.tuples(st.just("instrument"), st.sampled_from(["", BASS]), st.integers(0, 1)),
    st.tuples(
        st.just("keyboard"),
        st.sampled_from([b"\x90\x30\x40", b"\x80\x30\x00", b"\x90\x37\x40", b"\xb0\x40\x7f", b"\xb0\x40\x00"]),
    ),
    st.tuples(st.just("preview")),
    st.tuples(st.just("wait"), bars),
    st.tuples(st.just("all is there")),
    st.tuples(st.just("follow")),
    st.tuples(st.just("lead")),
    st.tuples(st.just("stop")),
    st.tuples(st.just("panic")),
)


def act(stage, name, *arguments):
    match name:
        case "run" | "show" | "switch" | "preview":
            getattr(stage, name)(*arguments)
        case "play" | "seek":
            getattr(stage.ensemble, name)(*arguments)
        case "loop":
            stage.ensemble.set_loop(*arguments)
        case "pull" | "plug":
            getattr(stage.ports, name)(*arguments)
        case "instrument":
            stage.let_keyboard_go()
            stage.instrument = arguments
        case "keyboard":
            stage.play_through(*arguments)
        case "wait":
            stage.ensemble.set_horizon(*arguments)
        case "all is there":
            stage.ensemble.set_horizon(None)
        case "follow":
            stage.ensemble.follow(stage.ensemble.tick, stage.clock(), 1.5)
        case "lead":
            stage.ensemble.follow_nobody()
        case "stop" | "panic":
            getattr(stage.ensemble, name)()
            stage.keyboard, stage.is_pedal_down = set(), False


@settings(max_examples=60)
@given(st.lists(actions, min_size=3, max_size=25))
def test_whatever_is_done_every_synth_sounds_only_what_it_should(script):
    stage = Stage()
    for action in script:
        act(stage, *action)
        stage.run(0.1)
        for name in stage.ports.present:
            if name in stage.ports.cables and (name == stage.main or name in stage.timelines):
                assert not stage.wrong(name), (action, name, stage.ticks)
    for name in (PIANO, BASS):
        stage.ports.plug(name)
    stage.run(0.1)
    stage.ensemble.stop()
    stage.run(0.1)
    assert not stage.ports.synths[stage.main].heard
