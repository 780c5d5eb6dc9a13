from composer.playback.control_line import Standing
from composer.playback.ledger import NoteLedger, Voice
from tests.playback.doubles import RecordingOutput


class TimedOutput(RecordingOutput):
    """An output that keeps the times that it is told."""

    def __init__(self):
        super().__init__()
        self.times = []

    def send(self, message, at_seconds=0.0):
        super().send(message, at_seconds)
        self.times.append(at_seconds)


def test_silence_ends_each_note_and_then_says_so_to_the_used_channels_only():
    output = RecordingOutput()
    ledger = NoteLedger(output)
    ledger.note_on(2, 60, 80)
    output.timed.clear()
    ledger.silence()
    assert output.messages == [b"\x82\x3c\x00", b"\xb2\x40\x00", b"\xb2\x7b\x00", b"\xb2\x78\x00"]


def test_panic_reaches_all_sixteen_channels():
    output = RecordingOutput()
    NoteLedger(output).panic()
    assert {message[0] & 0x0F for message in output.messages if message[1] == 123} == set(range(16))


def test_panic_ends_one_by_one_what_may_sound_before_the_controllers():
    output = RecordingOutput()
    ledger = NoteLedger(output)
    ledger.note_on(0, 60, 80)
    output.timed.clear()
    ledger.panic([(1, 64), (0, 60)])
    assert output.messages[:3] == [b"\x80\x3c\x00", b"\x81\x40\x00", b"\xb0\x40\x00"]


def test_a_note_that_does_not_sound_is_not_ended():
    output = RecordingOutput()
    NoteLedger(output).note_off(0, 60)
    assert output.messages == []


def test_a_preview_of_a_sounding_pitch_is_heard_anew_and_ends_with_the_last_of_both():
    output = RecordingOutput()
    ledger = NoteLedger(output)
    ledger.note_on(0, 60, 80)
    ledger.note_on(0, 60, 100, Voice.PREVIEW)
    ledger.note_off(0, 60, Voice.PREVIEW)
    assert output.sounding == {(0, 60)}
    ledger.note_off(0, 60)
    assert output.sounding == set()
    assert output.faults == []
    assert output.stray_ends == []


def test_a_program_is_chosen_once():
    output = RecordingOutput()
    ledger = NoteLedger(output)
    ledger.set_program(1, 40)
    ledger.set_program(1, 40)
    ledger.set_program(1, 41)
    assert output.messages == [b"\xc1\x28", b"\xc1\x29"]


def test_silence_puts_back_what_was_turned():
    output = RecordingOutput()
    ledger = NoteLedger(output)
    for message in (b"\xe3\x00\x60", b"\xb3\x01\x50", b"\xb3\x0b\x10", b"\xb3\x07\x50", b"\xd3\x40"):
        ledger.control(message)
    output.timed.clear()
    ledger.silence()
    assert output.messages == [
        *(b"\xe3\x00\x40", b"\xb3\x01\x00", b"\xb3\x0b\x7f", b"\xd3\x00"),
        *(b"\xb3\x40\x00", b"\xb3\x7b\x00", b"\xb3\x78\x00"),
    ]
    output.timed.clear()
    ledger.silence()
    assert output.messages == [b"\xb3\x40\x00", b"\xb3\x7b\x00", b"\xb3\x78\x00"]


def test_a_chase_says_only_what_differs():
    output = RecordingOutput()
    ledger = NoteLedger(output)
    ledger.control(b"\xb0\x07\x50")
    ledger.control(b"\xb0\x01\x20")
    output.timed.clear()
    state = {(0, 0xB, 7): Standing((b"\xb0\x07\x50",)), (0, 0xE, 0): Standing((b"\xe0\x00\x20",))}
    ledger.chase(state, [(0, 12)], is_jump=False, at_seconds=0.0)
    assert output.messages == [b"\xb0\x01\x00", b"\xc0\x0c", b"\xe0\x00\x20"]
    output.timed.clear()
    ledger.chase(state, [(0, 12)], is_jump=True, at_seconds=0.0)
    assert output.messages == []


def test_a_jump_lets_the_pedal_up_before_it_goes_down_again():
    output = RecordingOutput()
    ledger = NoteLedger(output)
    ledger.control(b"\xb0\x40\x7f")
    output.timed.clear()
    down = {(0, 0xB, 64): Standing((b"\xb0\x40\x7f",))}
    ledger.chase(down, [], is_jump=True, at_seconds=0.0)
    assert output.messages == [b"\xb0\x40\x00", b"\xb0\x40\x7f"]


def test_what_was_turned_beside_the_score_is_put_back_by_itself():
    output = RecordingOutput()
    ledger = NoteLedger(output)
    ledger.control(b"\xb0\x40\x7f")
    ledger.pass_on(b"\xb1\x40\x7f")
    ledger.pass_on(b"\xe1\x00\x50")
    output.timed.clear()
    ledger.put_back_others()
    ledger.put_back_others()
    assert output.messages == [b"\xb1\x40\x00", b"\xe1\x00\x40"]


def test_a_dial_is_not_turned_before_it_was_turned_last():
    output = TimedOutput()
    ledger = NoteLedger(output)
    ledger.control(b"\xb0\x40\x7f", at_seconds=7.0)
    ledger.pass_on(b"\xb0\x40\x00", at_seconds=0.0)
    ledger.pass_on(b"\xb0\x01\x20", at_seconds=0.0)
    assert output.times == [7.0, 7.0, 0.0]


def test_what_a_keyboard_turned_is_left_alone_by_a_chase_that_does_not_know_it():
    output = RecordingOutput()
    ledger = NoteLedger(output)
    ledger.pass_on(b"\xb0\x40\x7f")
    output.timed.clear()
    ledger.chase({}, [], is_jump=True, at_seconds=0.0)
    assert output.messages == []


def test_a_program_is_chosen_anew_in_another_bank():
    output = RecordingOutput()
    ledger = NoteLedger(output)
    ledger.set_program(0, 5)
    ledger.control(b"\xb0\x00\x08")
    ledger.set_program(0, 5)
    assert output.messages == [b"\xc0\x05", b"\xb0\x00\x08", b"\xc0\x05"]
