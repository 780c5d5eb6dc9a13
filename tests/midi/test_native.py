import os

from composer.midi.native import quiet_stderr


def test_what_c_code_writes_is_dropped_and_what_comes_after_is_not(capfd):
    with quiet_stderr():
        os.write(2, b"ALSA lib: no such file\n")
    os.write(2, b"a real message\n")
    assert capfd.readouterr().err == "a real message\n"


def test_a_program_without_stderr_works_too(monkeypatch):
    def no_descriptor(_):
        raise OSError

    monkeypatch.setattr(os, "dup", no_descriptor)
    with quiet_stderr():
        pass
