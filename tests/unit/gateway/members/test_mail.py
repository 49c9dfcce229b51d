"""Letters by SMTP, into a folder, and to a server that cannot be trusted."""

import threading

import pytest

from gateway.members.mail import MOST_WAITING, Letter, Mail
from kit.clock import SystemClock
from tests.fakes.mail_server import MailServer, make_certificate

LETTER = Letter("asha@shop.example", "SaathiX Billing", "https://shop.example/dashboard/reset?link=नया")


@pytest.fixture
def certificate(tmp_path):
    return make_certificate(tmp_path)


@pytest.fixture
def server(certificate):
    server = MailServer(certificate)
    yield server
    server.close()


def mail_to(server):
    url = f"smtp://till%40shop:p%40ss@127.0.0.1:{server.port}"
    return Mail(smtp_url=url, sender="SaathiX <no-reply@shop.example>", folder="", clock=SystemClock())


def test_a_letter_goes_encrypted_and_after_a_log_in(server, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    mail_to(server).send(lambda: LETTER)

    assert server.arrived.wait(10)
    [(user, text)] = server.letters
    assert user == "\0till@shop\0p@ss"
    assert b"To: asha@shop.example" in text
    assert server.plain_commands == ["EHLO", "STARTTLS"]


def test_a_server_with_another_s_certificate_gets_nothing(server, caplog):
    mail = mail_to(server)
    done = threading.Event()
    mail.send(lambda: LETTER)
    mail.send(done.set)

    assert done.wait(10)
    assert server.letters == []
    assert "mail_failed" in caplog.text


def test_without_smtp_a_letter_lies_in_the_folder_for_its_owner_alone(tmp_path):
    mail = Mail(smtp_url="", sender="a@shop.example", folder=str(tmp_path / "mail"), clock=SystemClock())
    done = threading.Event()
    mail.send(lambda: LETTER)
    mail.send(done.set)

    assert done.wait(10)
    [file] = (tmp_path / "mail").iterdir()
    assert (file.stat().st_mode & 0o777, (tmp_path / "mail").stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_letter_that_cannot_be_written_keeps_no_other_from_going_and_nobody_is_named(tmp_path, caplog):
    mail = Mail(smtp_url="", sender="a@shop.example", folder=str(tmp_path), clock=SystemClock())
    done = threading.Event()
    mail.send(lambda: Letter("asha@shop.example", "SaathiX\nBilling", "Hello"))
    mail.send(done.set)

    assert done.wait(10)
    assert "mail_failed" in caplog.text
    assert "asha" not in caplog.text


def test_letters_beyond_what_can_wait_are_dropped_and_told(tmp_path, caplog):
    mail = Mail(smtp_url="", sender="a@shop.example", folder=str(tmp_path), clock=SystemClock())
    stop = threading.Event()
    mail.send(lambda: stop.wait(10) and None)
    for _ in range(MOST_WAITING + 2):
        mail.send(lambda: None)
    stop.set()

    assert "mail_dropped" in caplog.text
