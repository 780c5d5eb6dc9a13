from contextlib import closing

import pytest

from composer.midi.jack_backend import JackBackend
from composer.midi.jack_port import JackOutput
from composer.midi.port_names import VIRTUAL_PORT
from composer.music.errors import PortError
from tests.end_to_end.jack import JackRecorder, JackServer, requires_jack, wait_until

pytestmark = [pytest.mark.end_to_end, requires_jack]


def test_without_a_server_there_is_no_such_system(monkeypatch):
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "no server has this name")
    with pytest.raises(PortError, match="JACK is not running"):
        JackBackend()


def test_ports_of_others_are_listed_by_what_can_be_done_with_them():
    with (
        JackServer(),
        JackRecorder() as recorder,
        closing(JackOutput("keys", "", "keys")),
        closing(JackBackend()) as backend,
    ):
        assert backend.outputs() == {recorder.port: "recorder:input", f"{VIRTUAL_PORT} · JACK": ""}
        assert backend.inputs() == {"keys:output · JACK": "keys:output"}


def test_a_server_that_waits_for_its_clients_never_waits_for_one_that_looks_at_ports():
    with JackServer(is_patient=True), closing(JackOutput("Composer", "", "ours")) as output:
        for _ in range(20):
            with closing(JackBackend()) as backend:
                backend.inputs()
                assert output.is_connected  # it has been called within two seconds


def test_a_server_that_dies_is_gone_and_has_no_ports():
    server = JackServer(is_patient=False)
    with closing(JackBackend()) as backend:
        assert not backend.is_gone
        server.crash()
        wait_until(lambda: backend.is_gone, "the news")
        assert backend.outputs() == backend.inputs() == {}
