"""Playing a keyboard, recording and the metronome, in a whole window with a fake engine."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton

from composer.gui.generation_flow import Phase
from composer.gui.settings import Settings
from composer.gui.sound_dialog import SoundDialog
from composer.midi.files import write_score
from composer.music.controls import SUSTAIN, Control, Controls
from composer.music.score import Note, Score, Track
from composer.playback.protocol import (
    ClockHeard,
    EngineRestarted,
    Fault,
    FollowClock,
    InputLost,
    OpenInput,
    PlaybackStarted,
    PlaybackStopped,
    Played,
    PlayedMessage,
    PlayheadMoved,
    PortsListed,
    SetEarly,
    SetInstrument,
    SetLearned,
    SetPulses,
)
from composer.storage.project import Project
from composer.storage.project_file import write_project
from tests.gui.test_main_window import TUNE, Desk

KEYS = "Keys · JACK"
THROUGH = (
    "Midi Through:Midi Through Port-0 · ALSA",
    "Midi-Bridge:Midi Through:(capture_0) Midi Through Port-0 · JACK",
)
ENDLESS = 1 << 40


def on(pitch, tick, velocity=80, at=0.0):
    return PlayedMessage(at, tick, bytes((0x90, pitch, velocity)))


def off(pitch, tick, at=0.0):
    return PlayedMessage(at, tick, bytes((0x80, pitch, 0)))


class Stage(Desk):
    """A window with a keyboard that a test plays."""

    def __init__(self, qtbot, **settings):
        usual = {"theme": "dark", "plays_while_generating": False, "keyboard_port": KEYS}
        super().__init__(qtbot, settings=Settings(**usual | settings))

    def say(self, *events):
        self.engine.events += events
        self.qtbot.waitUntil(lambda: not self.engine.events)

    def play(self, *messages):
        self.say(Played(messages))

    def holds_to(self, kind):
        return [asked[1] for asked in self.engine.asked if asked[0] == "set" and isinstance(asked[1], kind)]

    def last(self, kind):
        return self.holds_to(kind)[-1]

    @property
    def notes(self):
        return self.document.score.tracks[0].notes


@pytest.fixture
def make_stage(qtbot):
    stages = []

    def make(inputs=(KEYS,), **settings):
        stages.append(Stage(qtbot, **settings))
        stages[-1].say(PortsListed((), (), inputs))
        return stages[-1]

    yield make
    for stage in stages:
        stage.transport.close()
        stage.flow.close()


@pytest.fixture
def stage(make_stage):
    return make_stage()


def test_r_records_after_a_count_in_and_r_again_makes_one_undo_step_of_it(stage):
    stage.press(Qt.Key.Key_R)
    assert stage.engine.asked[-1] == ("play", 0, None, ENDLESS, 1)
    assert stage.window.actions_by_name["record"].isChecked()
    stage.play(on(60, 0.4, 93), off(60, 480.2), on(64, 480.0))
    stage.say(PlayheadMoved(960, 0.0))
    stage.press(Qt.Key.Key_R)
    assert stage.notes == (Note(60, 0, 480, 93), Note(64, 480, 480))
    assert not stage.window.actions_by_name["record"].isChecked()
    stage.do("undo")
    assert stage.notes == ()


def record_on_second_track(stage, *meanwhile):
    """Do some actions while a note is recorded on a track beside the first; every track's name and pitches then."""
    stage.do("add track")
    stage.window.tracks.set_name(1, "mine")
    stage.do("record")
    stage.play(on(60, 10.0), off(60, 400.0))
    for action in meanwhile:
        stage.do(action)
    stage.do("record")
    return [(track.name, [note.pitch for note in track.notes]) for track in stage.document.score.tracks]


def test_a_recording_stays_with_its_track_when_that_is_moved(stage):
    assert record_on_second_track(stage, "track up") == [("mine", [60]), ("", [])]


def test_a_recording_whose_track_is_gone_is_on_a_new_one_and_a_sentence_says_so(stage):
    assert record_on_second_track(stage, "delete track") == [("", []), ("", [60])]
    assert "on a new one" in stage.window.banner.sentence
    stage.do("undo")
    assert len(stage.document.score.tracks) == 1


def test_a_recording_whose_track_was_taken_back_is_on_a_new_one(stage):
    assert record_on_second_track(stage, "undo", "undo") == [("", []), ("", [60])]


def test_notes_are_seen_while_they_are_played(stage):
    stage.do("record")
    stage.play(on(60, 0.0), on(64, 240.0))
    assert seen_take(stage) == [60, 64]
    assert stage.notes == ()
    stage.do("record")
    assert seen_take(stage) == []


def test_a_note_whose_key_is_down_grows_with_the_playhead(stage):
    stage.do("record")
    stage.play(on(60, 0.0), on(64, 240.0))
    stage.say(PlayheadMoved(720, 0.0))
    stage.qtbot.waitUntil(lambda: [note.end for note in stage.window.roll._state.take.notes] == [720, 720])
    stage.play(off(60, 800.0), off(64, 800.0))
    stage.say(PlayheadMoved(1200, 0.0))
    assert not stage.window.live.recording._growing.isActive()
    assert [note.end for note in stage.window.roll._state.take.notes] == [800, 800]


def seen_take(stage):
    take = stage.window.roll._state.take
    return [] if take is None else [note.pitch for note in take.notes]


@pytest.fixture
def letting_go(stage, monkeypatch, tmp_path):
    """Ways to let the piece go, and how often the user was asked whether it may; the answer is no."""
    monkeypatch.setattr(QMessageBox, "exec", lambda _: stage.asked.append(1) or QMessageBox.StandardButton.Cancel)
    stage.asked = []
    midi, project = tmp_path / "other.mid", tmp_path / "other.composer"
    write_score(TUNE, midi)
    write_project(Project(TUNE), project)
    window, data = stage.window, QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(midi))])
    place, how, button = QPointF(5, 5), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    return {
        "new": lambda: stage.do("new"),
        "open": lambda: window.files.open(project),
        "recent file": lambda: window.frame.file_chosen.emit(midi),
        "drop": lambda: window.dropEvent(QDropEvent(place, how, data, button, Qt.KeyboardModifier.NoModifier)),
        "close": window.close,
    }


@pytest.mark.parametrize("way", ["new", "open", "recent file", "drop", "close"])
def test_a_recording_is_a_step_of_its_piece_and_asked_about_before_that_is_let_go(stage, letting_go, way):
    stage.do("record")
    stage.play(on(60, 10.0), off(60, 400.0))
    letting_go[way]()
    stage.qtbot.waitUntil(lambda: bool(stage.asked))
    assert stage.notes == (Note(60, 10, 390),)
    assert not stage.transport.is_playing
    stage.do("undo")
    assert stage.notes == ()


def test_a_recording_is_left_in_the_piece_that_it_was_played_for(stage, monkeypatch):
    monkeypatch.setattr(QMessageBox, "exec", lambda _: QMessageBox.StandardButton.Discard)
    stage.do("record")
    stage.play(on(60, 10.0), off(60, 400.0))
    stage.do("new")
    assert (stage.notes, stage.document.is_modified) == ((), False)


def test_a_piece_that_is_let_go_is_not_continued(make_stage, monkeypatch):
    monkeypatch.setattr(QMessageBox, "exec", lambda _: QMessageBox.StandardButton.Cancel)
    stage = make_stage(answers_recordings=True)
    stage.do("record")
    stage.play(on(60, 10.0), off(60, 400.0))
    stage.do("new")
    assert stage.notes == (Note(60, 10, 390),)
    assert stage.flow.phase is Phase.READY


def test_playing_goes_on_while_the_user_is_asked(stage, monkeypatch):
    monkeypatch.setattr(QMessageBox, "exec", lambda _: QMessageBox.StandardButton.Cancel)
    stage.document.apply("Begin", TUNE)
    stage.do("play")
    stage.do("new")
    assert stage.transport.is_playing


@pytest.mark.parametrize("begin", ["file", "note"])
def test_another_beginning_leaves_a_recording_as_a_step_before_it(stage, tmp_path, begin):
    write_score(TUNE, tmp_path / "seed.mid")
    stage.do("record")
    stage.play(on(60, 10.0), off(60, 400.0))
    if begin == "file":
        stage.window.files.begin_with(tmp_path / "seed.mid")
    else:
        stage.window.seed_desk.begin_with_note(72)
    assert Note(60, 10, 390) not in stage.notes
    stage.do("undo")
    assert stage.notes == (Note(60, 10, 390),)


def test_recording_adds_to_what_is_there_or_replaces_it(make_stage):
    there = Score((Track.of([Note(40, 0, 480), Note(41, 4800, 480)]),))
    for replaces, pitches in ((False, [40, 60, 41]), (True, [60, 41])):
        stage = make_stage(replaces_when_recording=replaces)
        stage.document.load(there, None)
        stage.do("record")
        stage.play(on(60, 10.0), off(60, 400.0))
        stage.say(PlayheadMoved(1920, 0.0))
        stage.do("record")
        assert [note.pitch for note in stage.notes] == pitches


def test_recording_round_a_loop_replaces_all_that_the_playhead_passed(make_stage):
    stage = make_stage(replaces_when_recording=True)
    stage.document.load(Score((Track.of([Note(40, tick, 400) for tick in range(0, 3840, 480)]),)), None)
    stage.transport.set_loop_range(480, 1920)
    stage.transport.seek(960)
    stage.do("record")
    stage.play(on(60, 960.0), off(60, 1400.0), on(62, 1800.0))
    stage.say(PlayheadMoved(1900, 0.0))
    stage.play(off(62, 500.0), on(64, 600.0), off(64, 700.0))
    stage.say(PlayheadMoved(1000, 0.0))
    stage.do("record")
    assert [(note.pitch, note.start, note.end) for note in stage.notes] == [
        (40, 0, 400),
        (64, 600, 700),
        (60, 960, 1400),
        (62, 1800, 1920),
        (40, 1920, 2320),
        (40, 2400, 2800),
        (40, 2880, 3280),
        (40, 3360, 3760),
    ]


def test_a_note_that_is_held_over_the_end_of_a_loop_is_seen_and_recorded_up_to_there(stage):
    stage.document.load(Score((Track.of([Note(40, 0, 1920)]),)), None)
    stage.transport.set_looping(True)
    stage.do("record")
    stage.play(on(60, 1800.0))
    stage.say(PlayheadMoved(1900, 0.0), PlayheadMoved(300, 0.0))
    stage.qtbot.waitUntil(lambda: [note.end for note in stage.window.roll._state.take.notes] == [1920])
    stage.do("record")
    assert stage.notes[-1] == Note(60, 1800, 120)


def test_a_loop_that_is_switched_on_while_recording_is_gone_round_too(stage):
    stage.document.load(Score((Track.of([Note(40, 0, 1920)]),)), None)
    stage.do("record")
    stage.play(on(60, 1800.0))
    stage.do("loop")
    stage.say(PlayheadMoved(1850, 0.0), PlayheadMoved(300, 0.0))
    stage.do("record")
    assert stage.notes[-1] == Note(60, 1800, 120)


DOWN, UP = bytes((0xB0, 64, 127)), bytes((0xB0, 64, 0))


def pedal(stage):
    return [(control.tick, control.value) for control in stage.document.score.tracks[0].controls.of(SUSTAIN)]


def test_the_pedal_is_recorded_with_the_notes_as_one_undo_step(stage):
    stage.do("record")
    stage.play(PlayedMessage(0.0, 100.0, DOWN), on(60, 120.0), off(60, 200.0), PlayedMessage(0.0, 900.0, UP))
    stage.say(PlayheadMoved(960, 0.0))
    stage.do("record")
    assert stage.notes == (Note(60, 120, 80),)
    assert pedal(stage) == [(100, 127), (900, 0)]
    stage.do("undo")
    assert (stage.notes, pedal(stage)) == ((), [])


def test_recording_in_the_place_of_what_is_there_replaces_pedal_and_bends_too(make_stage):
    there = Controls([Control(0, SUSTAIN, 127), Control(700, SUSTAIN, 0), Control(4800, SUSTAIN, 127)])
    for replaces, expected in (
        (False, [(0, 127), (200, 0), (4800, 127)]),
        (True, [(200, 0), (4800, 127)]),
    ):
        stage = make_stage(replaces_when_recording=replaces)
        stage.document.load(Score((Track(controls=there),)), None)
        stage.do("record")
        stage.play(on(60, 10.0), off(60, 150.0), PlayedMessage(0.0, 190.0, DOWN), PlayedMessage(0.0, 200.0, UP))
        stage.say(PlayheadMoved(1920, 0.0))
        stage.do("record")
        assert [entry for entry in pedal(stage) if entry[0] != 190] == expected


def test_what_was_played_is_kept_with_its_pedal(stage):
    stage.play(
        PlayedMessage(0.0, None, DOWN), on(60, None, at=0.0), off(60, None, at=0.5), PlayedMessage(1.0, None, UP)
    )
    stage.do("keep played")
    assert stage.notes == (Note(60, 0, 480),)
    assert pedal(stage) == [(0, 127), (960, 0)]


def test_a_knob_that_controls_the_window_is_not_recorded(stage):
    stage.window.live.controllers.learn("Temperature")
    stage.play(PlayedMessage(0.0, None, bytes((0xB0, 20, 5))))
    stage.do("record")
    stage.play(on(60, 0.0), PlayedMessage(0.0, 100.0, bytes((0xB0, 20, 90))), off(60, 480.0))
    stage.do("record")
    assert not stage.document.score.tracks[0].controls


def test_keys_are_notes_of_steps_while_step_entry_is_on(stage):
    stage.play(on(48, None), off(48, None))
    stage.do("step entry")
    stage.play(on(60, None, 93), on(64, None, 90), off(60, None), off(64, None), on(67, None), off(67, None))
    stage.do("step entry")
    stage.play(on(50, None), off(50, None))
    assert stage.notes == (Note(60, 0, 480, 93), Note(64, 0, 480, 90), Note(67, 480, 480))


def test_while_recording_the_keys_belong_to_the_recording(stage):
    stage.do("step entry")
    stage.do("record")
    stage.play(on(60, 0.0), off(60, 480.0))
    assert stage.notes == ()


def test_without_a_keyboard_a_sentence_says_so(make_stage):
    stage = make_stage()
    stage.window.live.use_keyboard("")
    stage.do("record")
    assert "No MIDI keyboard" in stage.window.banner.sentence
    assert not stage.transport.is_playing
    assert not stage.window.actions_by_name["record"].isChecked()


def test_without_an_engine_nothing_is_recorded_and_the_button_is_not_lit(stage):
    stage.say(Fault("The sound engine cannot start."))
    stage.do("record")
    assert not stage.window.live.recording.is_on
    assert not stage.window.actions_by_name["record"].isChecked()


def test_what_was_just_played_can_be_kept_without_having_recorded(stage):
    stage.transport.seek(960)
    stage.play(on(60, None, at=5.0), off(60, None, at=5.5), on(62, None, at=6.0), off(62, None, at=6.5))
    stage.do("keep played")
    assert stage.notes == (Note(60, 960, 480), Note(62, 1920, 480))
    stage.do("keep played")
    assert "Nothing was played" in stage.window.banner.sentence


def test_what_is_being_recorded_is_not_kept_twice(stage):
    stage.do("record")
    stage.play(on(60, 10.0), off(60, 400.0))
    stage.do("keep played")
    assert "being recorded" in stage.window.banner.sentence
    assert stage.notes == ()
    stage.do("record")
    assert stage.notes == (Note(60, 10, 390),)


def test_what_was_just_played_round_a_loop_is_kept_up_to_its_end(stage):
    stage.transport.set_loop_range(0, 1920)
    stage.play(on(60, 1800.0), off(60, 100.0), on(62, 200.0), off(62, 300.0))
    stage.do("keep played")
    assert stage.notes == (Note(62, 200, 100), Note(60, 1800, 120))


def test_a_recording_is_continued_at_once_if_wished(make_stage):
    stage = make_stage(answers_recordings=True)
    stage.do("record")
    stage.play(on(60, 0.0), off(60, 900.0))
    stage.do("record")
    stage.await_takes()
    assert stage.flow.seed_end == 1920


def test_the_first_keyboard_that_appears_is_listened_to(make_stage):
    stage = make_stage(keyboard_port="", inputs=(*THROUGH, "New · ALSA"))
    assert stage.last(OpenInput) == OpenInput("New · ALSA")
    stage.do("record")
    assert stage.window.live.recording.is_on


def test_the_port_that_passes_all_on_is_no_keyboard_that_appears(make_stage):
    stage = make_stage(keyboard_port="", inputs=THROUGH)
    assert not stage.holds_to(OpenInput)


def test_a_keyboard_that_nobody_chose_is_not_kept_for_the_next_run(make_stage):
    stage = make_stage(keyboard_port="")
    assert stage.window.settings.keyboard_port == ""
    stage.window.live.use_keyboard(KEYS)
    assert stage.window.settings.keyboard_port == KEYS


def test_no_keyboard_at_all_is_a_choice_that_holds(make_stage):
    stage = make_stage()
    stage.window.live.use_keyboard("")
    stage.say(PortsListed((), (), (KEYS, "New · ALSA")))
    assert stage.last(OpenInput) == OpenInput(None)
    again = make_stage(keyboard_port="", has_keyboard=stage.window.settings.has_keyboard)
    assert not again.holds_to(OpenInput)


def test_a_lost_keyboard_is_said(stage):
    stage.say(InputLost(KEYS, "The MIDI keyboard is gone."))
    assert stage.window.banner.sentence == "The MIDI keyboard is gone."


def test_the_keyboard_plays_the_active_track(stage):
    stage.document.load(Score((Track(program=5), Track(channel=3, program=40))), None)
    assert stage.last(SetInstrument) == SetInstrument(0, 5)
    stage.window.roll.active_track = 1
    assert stage.last(SetInstrument) == SetInstrument(3, 40)


def test_the_metronome_is_switched_and_remembered(stage):
    stage.do("metronome")
    assert stage.last(SetPulses) == SetPulses(has_metronome=True, sends_clock=False)
    assert stage.window.settings.has_metronome


def test_each_output_has_its_own_lateness(stage):
    live, track = stage.window.live, stage.document.score.tracks[0]
    stage.document.apply("Change port", stage.document.score.with_track(0, replace(track, port="Organ")))
    assert live.outputs == ("", "Organ")
    live.set_early("", 25)
    live.set_early("Organ", -5)
    assert stage.last(SetEarly) == SetEarly({None: 0.025, "Organ": -0.005})
    assert (live.early_milliseconds("Organ"), live.early_milliseconds("Other")) == (-5, 0)


def test_the_keyboard_is_heard_on_the_port_of_the_active_track(stage):
    track = stage.document.score.tracks[0]
    stage.document.apply("Change port", stage.document.score.with_track(0, replace(track, port="Organ")))
    assert stage.last(SetInstrument) == SetInstrument(0, 0, "Organ")


def clock_of(stage):
    [label] = [label for label in stage.window.transport_bar.findChildren(QLabel) if label.objectName() == "clock"]
    return label


def test_a_clock_that_is_followed_is_seen_where_the_tempo_was(stage):
    assert clock_of(stage).isHidden()
    stage.window.live.follow_clock("Drums · JACK")
    assert stage.last(FollowClock) == FollowClock("Drums · JACK")
    assert clock_of(stage).text() == "clock –"
    assert "Waits for the MIDI clock from Drums" in clock_of(stage).toolTip()
    stage.say(ClockHeard(121.3))
    assert clock_of(stage).text() == "clock 121.3"
    stage.say(ClockHeard(121.3, is_leading=True))
    assert clock_of(stage).property("leading")
    stage.window.live.follow_clock("")
    assert clock_of(stage).isHidden()


def test_a_clock_starts_the_playhead_and_stops_it(stage):
    stage.say(PlaybackStarted(480))
    assert stage.transport.is_playing
    assert stage.transport.playhead == 480
    stage.say(PlaybackStopped(960, run=stage.engine.run))
    assert not stage.transport.is_playing


def test_a_clock_that_fell_silent_is_told_of(stage):
    stage.say(ClockHeard(None, message="The MIDI clock from “Drums” has fallen silent."))
    assert "fallen silent" in stage.window.banner.sentence


@pytest.mark.parametrize("end", [EngineRestarted(), Fault("The sound engine cannot start.")])
def test_a_clock_that_the_engine_heard_is_not_shown_when_the_engine_has_died(stage, end):
    stage.window.live.follow_clock("Machine · ALSA")
    stage.say(ClockHeard(120.0, True))
    stage.say(end)
    assert clock_of(stage).text() == "clock –"


def test_the_clock_that_was_followed_is_followed_again_at_the_next_start(make_stage):
    stage = make_stage(clock_port="Drums · JACK")
    assert stage.last(FollowClock) == FollowClock("Drums · JACK")
    assert clock_of(stage).text() == "clock –"


def test_a_knob_of_the_keyboard_sets_the_temperature(stage):
    stage.window.live.controllers.learn("Temperature")
    stage.play(PlayedMessage(0.0, None, b"\xb0\x4a\x10"))
    stage.play(PlayedMessage(0.0, None, b"\xb0\x4a\x7f"))
    assert stage.window.generate_panel.options.temperature == 2.0


def test_the_engine_knows_what_is_learned_and_forgotten(make_stage):
    stage = make_stage(controllers={"Length": ["0", "7"]})
    assert stage.last(SetLearned) == SetLearned(frozenset([(0, 7)]))
    stage.window.live.controllers.learn("Temperature")
    assert stage.last(SetLearned).is_learning
    stage.play(PlayedMessage(0.0, None, b"\xb0\x4a\x40"))
    assert stage.last(SetLearned) == SetLearned(frozenset([(0, 7), (0, 74)]))
    stage.window.live.controllers.forget("Length")
    assert stage.last(SetLearned) == SetLearned(frozenset([(0, 74)]))


@pytest.mark.parametrize(
    "lose",
    [
        lambda stage: stage.say(InputLost(KEYS, "The MIDI keyboard is gone.")),
        lambda stage: stage.say(EngineRestarted()),
        lambda stage: stage.window.live.use_keyboard("Another"),
    ],
)
def test_a_keyboard_that_goes_with_a_key_down_holds_no_chord_in_step_entry(make_stage, lose):
    stage = make_stage()
    stage.do("step entry")
    stage.play(on(60, None))
    lose(stage)
    stage.play(on(62, None), off(62, None))
    assert [note.start for note in stage.notes] == [0, 480]


def test_a_clock_that_goes_leaves_the_keys_of_the_keyboard_down(make_stage):
    stage = make_stage(clock_port="Clock")
    stage.do("step entry")
    stage.play(on(60, None))
    stage.say(InputLost("Clock", "The clock is gone."))
    stage.play(on(64, None), off(60, None), off(64, None))
    assert [note.start for note in stage.notes] == [0, 0]


def test_a_key_that_is_down_when_its_keyboard_goes_is_recorded_up_to_there(stage):
    stage.do("record")
    stage.play(on(60, 10))
    stage.say(PlayheadMoved(100, 0.0))
    stage.say(InputLost(KEYS, "The MIDI keyboard is gone."))
    stage.say(PlayheadMoved(4000, 0.0))
    stage.do("record")
    assert stage.notes == (Note(60, 10, 90),)


def test_a_playhead_that_is_moved_while_recording_replaces_only_what_was_played_over(make_stage):
    stage = make_stage(replaces_when_recording=True, count_in_bars=0)
    bars = [Note(60, 1920 * bar, 480) for bar in range(8)]
    stage.document.apply("Bars", Score((Track.of(bars),)))
    stage.transport.seek(4 * 1920)
    stage.do("record")
    stage.play(on(72, 4 * 1920 + 10), off(72, 4 * 1920 + 200))
    stage.say(PlayheadMoved(5 * 1920 + 10, 0.0))
    stage.transport.seek(0)
    stage.say(PlayheadMoved(960, 0.0))
    stage.do("record")
    assert [(note.start // 1920, note.pitch) for note in stage.notes] == [
        (1, 60),
        (2, 60),
        (3, 60),
        (4, 72),
        (6, 60),
        (7, 60),
    ]


def test_without_a_chosen_keyboard_a_sentence_says_where_one_is_chosen(make_stage):
    stage = make_stage()
    stage.window.live.use_keyboard("")
    stage.do("record")
    assert "Play → Sound and MIDI…" in stage.window.banner.sentence


def test_a_pedal_that_controls_the_window_makes_no_rest_in_step_entry(make_stage):
    stage = make_stage(controllers={"Generate": ["0", str(SUSTAIN.number)]})
    stage.do("step entry")
    stage.play(PlayedMessage(0.0, None, bytes((0xB0, SUSTAIN.number, 100))))
    assert stage.transport.home == 0


def test_only_what_a_knob_controls_can_be_forgotten(stage):
    window = stage.window
    dialog = SoundDialog(window.live, window.transport, window.settings, window)
    buttons = [button for button in dialog.findChildren(QPushButton) if button.text() == "Forget"]
    forget = {button.accessibleName().partition(":")[0]: button for button in buttons}
    assert not any(button.isEnabled() for button in forget.values())
    window.live.controllers.learn("Temperature")
    stage.play(PlayedMessage(0.0, None, b"\xb0\x4a\x10"))
    assert [name for name, button in forget.items() if button.isEnabled()] == ["Temperature"]
    forget["Temperature"].click()
    assert not forget["Temperature"].isEnabled()


def test_return_in_the_sound_dialog_learns_nothing_and_closes_nothing(stage):
    window = stage.window
    dialog = SoundDialog(window.live, window.transport, window.settings, window)
    dialog.open()
    stage.qtbot.keyClick(dialog, Qt.Key.Key_Return)  # what a number leaves of it
    assert window.live.controllers.learning is None
    assert dialog.isVisible()
    dialog.reject()
