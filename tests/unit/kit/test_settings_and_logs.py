"""Settings name all that is missing; logs show no secret and no phone."""

import json
import logging
from contextvars import Context, copy_context
from dataclasses import dataclass

import pytest

from kit import logs
from kit.caller import Caller, Idempotency
from kit.errors import Refusal, Unavailable, WireError, fault
from kit.settings import ConfigurationError, env, flag, load, load_all


@dataclass(frozen=True)
class Settings:
    url: str = env("SAATHIX_X_URL", secret=True)
    size: int = env("SAATHIX_X_SIZE", parse=int, default=4)
    local: bool = env("SAATHIX_X_LOCAL", parse=flag, default=False)


def test_settings_are_read_with_their_defaults():
    settings = load(Settings, {"SAATHIX_X_URL": "amqp://u:p@h", "SAATHIX_X_LOCAL": "on"})
    assert settings == Settings("amqp://u:p@h", 4, True)
    assert "u:p" not in repr(settings)


def test_all_gaps_are_named_together():
    with pytest.raises(ConfigurationError) as refused:
        load(Settings, {"SAATHIX_X_SIZE": "many", "SAATHIX_X_LOCAL": "maybe"})
    assert [name in str(refused.value) for name in ("SAATHIX_X_URL", "SAATHIX_X_SIZE", "SAATHIX_X_LOCAL")] == [True] * 3


def test_a_secret_has_no_default():
    with pytest.raises(TypeError):
        env("SAATHIX_X_URL", default="x", secret=True)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("key sk_live_sx_abcdefghijklmnopqrstuvwxyz012345", "key sk_live_••••"),
        ("whsec_MDEyMzQ1Njc4OWFiY2RlZg== came", "whsec_•••• came"),
        ("call +919876543210 now", "call ••••43210 now"),
        ('{"phone":"9876543210"}', '{"phone":"••••43210"}'),
        ("inv_01M81RQ4CHG76WGPVZVMXF4D1Y", "inv_01M81RQ4CHG76WGPVZVMXF4D1Y"),
        ("the key till-9876543210", "the key till-••••43210"),
        ("at 1795355868 s", "at 1795355868 s"),
    ],
)
def test_secrets_and_phones_are_masked(text, shown):
    assert logs.masked(text) == shown


def test_a_log_line_is_an_event_and_its_fields():
    record = logging.LogRecord("kit.x", logging.INFO, __file__, 1, "relay_waits", None, None)
    record.fields = {"phone": "+919876543210", "attempts": 3, "kind": ValueError}
    line = json.loads(logs.JsonLines().format(record))
    assert (line["event"], line["attempts"], line["phone"]) == ("relay_waits", 3, "••••43210")
    assert line["at"].endswith("Z")


def test_an_error_crosses_the_wire_whole_and_a_foreign_one_without_its_text():
    sent = WireError("insufficient_stock", "short", [fault("/items/0/qty", "insufficient_stock", "5 left")], {"a": 1})
    got = WireError.from_wire(sent.to_wire())
    assert (got.code, got.detail, got.errors, got.facts) == (sent.code, sent.detail, sent.errors, sent.facts)
    foreign = WireError.from_wire({"exc_type": "ValueError", "exc_args": ["inside"], "value": "inside"})
    assert (foreign.code, "inside" in foreign.detail) == ("internal_error", False)
    assert WireError.from_wire({"exc_type": "MethodNotFound", "value": "x"}).code == "internal_error"
    assert Unavailable("away").code == "service_unavailable"
    assert Refusal("no").code == "internal_error"


def test_a_caller_and_a_key_cross_the_wire():
    caller = Caller("acct_1", "store_1", False, "key_1", "req_1")
    assert Caller.from_wire(caller.to_wire()) == caller
    assert Idempotency.from_wire(Idempotency("k", "f").to_wire()) == Idempotency("k", "f")
    for wire in ({}, {"account_id": ""}, {"account_id": 7}):
        with pytest.raises(ValueError, match="account_id"):
            Caller.from_wire(wire)
    for wire in ({}, {"key": "", "fingerprint": "f"}, {"key": "k"}):
        with pytest.raises(ValueError, match="idempotency"):
            Idempotency.from_wire(wire)


def test_what_several_settings_lack_is_named_together():
    @dataclass(frozen=True)
    class Others:
        port: int = env("OTHER_PORT", int)

    with pytest.raises(ConfigurationError) as raised:
        load_all({"OTHER_PORT": "http"}, Settings, Others)
    assert "OTHER_PORT: invalid literal" in str(raised.value)
    assert "is not set" in str(raised.value)


def test_a_log_line_names_the_request_it_is_about_in_each_thread_its_own():
    def line() -> dict[str, object]:
        record = logging.LogRecord("x", logging.INFO, "", 0, "something_happened", None, None)
        return json.loads(logs.JsonLines().format(record))

    def of_a_request() -> dict[str, object]:
        logs.about("req_1")
        return line()

    here = Context()  # empty, whatever the tests before have said in this thread
    assert here.run(lambda: copy_context().run(of_a_request))["request_id"] == "req_1"
    assert "request_id" not in here.run(line)
