from multiprocessing import Pipe
from threading import Event

from composer.playback.outbox import Outbox
from composer.playback.parcels import Unpacker


def sent(messages, superseding=()):
    """What arrives of messages that were all posted before the first was sent."""
    ours, theirs = Pipe()
    may_begin = Event()
    outbox = Outbox(ours, before=may_begin.wait, superseding=superseding)
    for message in messages:
        outbox.post(message)
    may_begin.set()
    outbox.close(timeout=5)
    ours.close()
    received, unpacker = [], Unpacker()
    while theirs.poll():
        try:
            received.append(unpacker.take(theirs.recv()))
        except EOFError:
            break
    return [message for message in received if message is not None]


def test_messages_arrive_in_the_order_in_which_they_were_posted():
    assert sent([1, "play", 2, 3]) == [1, "play", 2, 3]


def test_of_superseding_messages_that_wait_in_a_row_only_the_last_is_sent():
    assert sent([1, 2, "play", 3, 4, 5, "stop", "stop"], superseding=int) == [2, "play", 5, "stop", "stop"]


def test_a_superseding_message_at_the_end_is_sent_too():
    assert sent(["play", 1, 2], superseding=int) == ["play", 2]
