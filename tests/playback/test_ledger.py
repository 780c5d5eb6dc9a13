from composer.playback.ledger import NoteLedger, Voice
from tests.playback.doubles import RecordingOutput


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


def test_a_program_is_chosen_once():
    output = RecordingOutput()
    ledger = NoteLedger(output)
    ledger.set_program(1, 40)
    ledger.set_program(1, 40)
    ledger.set_program(1, 41)
    assert output.messages == [b"\xc1\x28", b"\xc1\x29"]
