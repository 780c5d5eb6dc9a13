"""The quick reader of events, against a plain one that takes one event after the other."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from composer.midi.control_events import messages_of
from composer.midi.track_events import TooManyEventsError, read_events

NAME, TEMPO = 0x03, 0x51

deltas = st.sampled_from([b"\x00", b"\x01", b"\x7f", b"\x81\x00", b"\xff\xff\xff\x7f"])
messages = st.one_of(
    st.tuples(st.integers(0x80, 0xBF) | st.integers(0xE0, 0xEF), st.binary(min_size=2, max_size=2)),
    st.tuples(st.integers(0xC0, 0xDF), st.binary(min_size=1, max_size=1)),
    st.tuples(st.just(0xFF), st.sampled_from([b"\x03\x01a", b"\x51\x03\x01\x02\x03", b"\x7f\x00"])),
    st.tuples(st.just(0xF0), st.just(b"\x02\x00\xf7")),
    st.tuples(st.sampled_from([0xF1, 0xF8]), st.just(b"\x00")),
).map(lambda message: bytes([message[0]]) + message[1])
running = st.binary(min_size=1, max_size=2).map(lambda data: bytes(byte & 0x7F for byte in data))
tracks = st.lists(st.tuples(deltas, messages | running).map(b"".join), max_size=30).map(b"".join)


def plain_reading(data):
    """(tick, channel, pitch, velocity) of each on and off, (tick, message) of each control, and (tick, kind, data) of
    each name and tempo.
    """
    keys, controls, metas = [], [], []
    position = tick = status = 0

    def variable_length():
        nonlocal position
        value = 0
        for _ in range(4):
            byte = data[position]
            position += 1
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                return value
        raise IndexError

    try:
        while position < len(data):
            tick += variable_length()
            byte = data[position]
            position += byte >= 0x80
            if byte in (0xFF, 0xF0, 0xF7):
                kind = None
                if byte == 0xFF:
                    kind = data[position]
                    position += 1
                length = variable_length()
                if kind == 0x2F:
                    break
                if kind in (NAME, TEMPO):
                    metas.append((tick, kind, data[position : position + length]))
                position += length
            elif byte >= 0xF0:
                position += {0xF1: 1, 0xF2: 2, 0xF3: 1}.get(byte, 0)
            else:
                status = byte if byte >= 0x80 else status
                if status == 0:
                    position += 1
                    continue
                values = [min(data[position + index], 127) for index in range(1 if 0xC0 <= status < 0xE0 else 2)]
                position += len(values)
                channel = status & 15
                if status < 0xA0:
                    velocity = values[1] if status >= 0x90 else 0
                    keys.append((tick, channel, values[0], velocity))
                else:
                    controls.append((tick, [status, *values, 0][:3]))
    except IndexError:
        pass
    return keys, controls, metas


@given(tracks | st.binary(max_size=60))
@example(b"\x00\xc0\x05\x00\x06\x00\x90\x3c\x40\x10\x3c\x00")  # a running program change
@example(b"\x00\x3c\x40\x00\x90\x3c\x40")  # data before any status
@example(b"\x00\x90\x3c\x40\x00\xff\x03\x01a\x10\x3c\x00")  # a status that runs on behind a meta event
@example(b"\x81\x80\x80\x80\x00\x90\x3c\x40")  # a delta of five bytes
@settings(max_examples=300, deadline=None)
def test_every_track_is_read_as_a_plain_reader_would(data):
    events = read_events(data, frozenset({NAME, TEMPO}))
    keys, controls = events.keys, events.controls
    columns = (keys.tick, keys.channel, keys.pitch, keys.velocity)
    assert (
        list(zip(*(column.tolist() for column in columns), strict=True)),
        list(zip(controls.tick.tolist(), messages_of(controls.word, controls.channel).tolist(), strict=True)),
        events.metas,
    ) == plain_reading(data)


def test_a_block_boundary_within_an_event_makes_no_difference(monkeypatch):
    data = b"\x81\x00\x90\x3c\x40\x10\x3c\x00\x00\xff\x03\x01a" * 7
    expected = plain_reading(data)
    for block in range(1, 9):
        monkeypatch.setattr("composer.midi.track_events._BLOCK", block)
        events = read_events(data, frozenset({NAME}))
        assert [*zip(events.keys.tick.tolist(), events.keys.velocity.tolist(), strict=True)] == [
            (tick, velocity) for tick, _, _, velocity in expected[0]
        ]


def test_a_track_with_more_events_than_music_has_is_refused(monkeypatch):
    monkeypatch.setattr("composer.midi.track_events.MOST_KEY_EVENTS", 3)
    read_events(b"\x00\x90\x3c\x40" * 3, frozenset())
    with pytest.raises(TooManyEventsError):
        read_events(b"\x00\x90\x3c\x40" * 4, frozenset())
    with pytest.raises(TooManyEventsError):
        read_events(b"\x00\xf8" * 4, frozenset(), most_other_events=3)


def test_what_is_odd_is_counted():
    events = read_events(b"\x00\x90\x3c\xc8\x00\x80\x3c", frozenset())
    assert (events.odd_values, events.is_cut_off, events.length) == (1, True, 4)
