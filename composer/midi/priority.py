"""Running before ordinary programs, for what keeps time."""

import os
from threading import local

_asked = local()


def ask_for_priority() -> bool:
    """Let this thread, and those that it starts, run before ordinary programs, if this system lets this user.

    Linux does where JACK is set up. True if it does.
    """
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(os.sched_get_priority_min(os.SCHED_RR)))
    except (AttributeError, OSError):  # not Linux, or not allowed
        return False
    return True


def ask_once() -> None:
    """The same for a thread of JACK's that calls us: one that holds the interpreter's lock keeps all others waiting."""
    if not hasattr(_asked, "is_done"):
        _asked.is_done = True
        ask_for_priority()
