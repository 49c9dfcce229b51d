"""The command: what it refuses, and what it says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from saathix import command, webhooks
from saathix.command import listen, trigger

PAGE = {"has_more": False, "next_cursor": None}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the process's signals alone, and start without keys."""
    monkeypatch.setattr("saathix.command.signal.signal", lambda *_: None)
    for name in ("SAATHIX_SECRET_KEY", "SAATHIX_TEST_SECRET_KEY", "SAATHIX_BASE_URL", "SAATHIX_WEBHOOK_SECRET"):
        monkeypatch.delenv(name, raising=False)


def event(sequence: int, kind: str) -> Any:
    return {"id": f"evt_{sequence}", "type": kind, "sequence": sequence, "data": {}}


def page(*events: Any) -> Any:
    return {"body": json.dumps({"data": list(events), **PAGE})}


def test_help_names_everything(capsys):
    for arguments in (["--help"], ["listen", "--help"], ["trigger", "--help"]):
        with pytest.raises(SystemExit) as ended:
            command.main(arguments)
        assert ended.value.code == 0
    told = capsys.readouterr().out
    for words in ("--forward-to", "--live", "SAATHIX_TEST_SECRET_KEY", *trigger.DEEDS):
        assert words in told
    assert command.main([]) == 2


def test_a_key_is_wanted_and_a_live_one_refused(capsys, monkeypatch):
    assert command.main(["trigger", "invoice.created"]) == 1
    assert "SAATHIX_TEST_SECRET_KEY" in capsys.readouterr().err
    monkeypatch.setenv("SAATHIX_SECRET_KEY", "sk_live_sx_1")
    assert command.main(["trigger", "invoice.created"]) == 1
    assert command.main(["trigger", "invoice.created", "--api-key", "sk_live_sx_1"]) == 1
    assert "no sk_test_ one" in capsys.readouterr().err
    assert command.main(["listen", "--forward-to", "x", "--live", "--base-url", "http://127.0.0.1:9"]) == 1
    assert "Nothing listens" in capsys.readouterr().err


def test_an_unknown_event_names_the_known(capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(["trigger", "invoice.eaten"])
    assert ended.value.code == 2
    assert "invoice.created" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", ["", "ftp://x/", "http://", "localhost:99999/hooks", "localhost:x"])
def test_a_target_that_is_none_is_refused(wrong):
    with pytest.raises(listen.SaathiXError, match="localhost:3000/hooks"):
        listen.target_of(wrong)


def test_targets_as_people_write_them():
    assert listen.target_of("localhost:3000/hooks") == "http://localhost:3000/hooks"
    assert listen.target_of("https://shop.test/hooks") == "https://shop.test/hooks"


def test_listen_forwards_what_is_wanted_and_survives_a_bad_moment(server, capsys, monkeypatch, slept):
    away = {"status": 503, "headers": {"Content-Type": "text/html"}, "body": "<html>"}
    server.answers = [
        page(event(7, "stock.low")),
        away,
        away,
        away,
        page(event(8, "invoice.created"), event(9, "stock.low")),
    ]
    forwarded: list[Any] = []
    naps: list[float] = []

    def post(session: Any, target: str, secret: str, told: Any) -> str:
        forwarded.append((target, secret, told["id"]))
        server.answers = [page()]
        return "posted"

    def nap(seconds: float) -> None:
        naps.append(seconds)
        if forwarded and len(naps) > 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(listen, "forward", post)
    monkeypatch.setattr("saathix.command.listen.time.sleep", nap)
    arguments = ["listen", "--forward-to", "localhost:1/h", "--events", "invoice.*", "--secret", "whsec_x"]
    status = command.main([*arguments, "--api-key", "sk_test_sx_1", "--base-url", server.url])
    assert status == 0
    assert forwarded == [("http://localhost:1/h", "whsec_x", "evt_8")]
    told = capsys.readouterr()
    assert "behind number 7" in told.out
    assert "Stopped; 1 events were sent." in told.out
    assert "asking again" in told.err
    assert ("after_sequence", "9") in server.asked[-1]["query"]


def test_what_is_forwarded_can_be_verified(server):
    import requests

    server.answers = [{"status": 204, "body": ""}]
    secret = listen.new_secret()
    with requests.Session() as session:
        line = listen.forward(session, server.url + "/hooks", secret, event(1, "invoice.created"))
    assert "-> 204 in" in line
    [asked] = server.asked
    assert webhooks.verify(asked["body"], asked["headers"], secret)["id"] == "evt_1"
    assert asked["headers"]["X-Billkart-Delivery-Attempt"] == "1"


def test_a_receiver_that_is_down_is_said():
    import requests

    with requests.Session() as session:
        line = listen.forward(session, "http://127.0.0.1:9/", listen.new_secret(), event(1, "stock.low"))
    assert "could not be reached" in line
