"""The environment of both processes."""

from cryptography.fernet import Fernet

from kit.settings import load
from services.webhooks.settings import DispatcherSettings, Settings

ENVIRON = {
    "SAATHIX_AMQP_URL": "amqp://guest@localhost/",
    "SAATHIX_WEBHOOKS_DATABASE_URL": "postgresql://localhost/x",
    "SAATHIX_WEBHOOKS_WORKER_DATABASE_URL": "postgresql://localhost/x",
    "SAATHIX_ENCRYPTION_KEY": Fernet.generate_key().decode(),
}


def test_local_receivers_are_off_unless_they_are_switched_on():
    assert load(Settings, ENVIRON).url_policy.allow_local is False
    assert load(DispatcherSettings, {**ENVIRON, "SAATHIX_WEBHOOKS_ALLOW_LOCAL": "1"}).url_policy.allow_local is True


def test_the_ports_of_the_stack_are_its_own():
    ports = load(Settings, {**ENVIRON, "SAATHIX_PORT": "9000"}).url_policy.own_ports

    assert (min(ports), max(ports), len(ports)) == (9000, 9079, 80)


def test_no_secret_is_in_the_settings_text():
    settings = load(Settings, ENVIRON)

    assert settings.box.open(settings.box.seal("x")) == "x"
    assert ENVIRON["SAATHIX_ENCRYPTION_KEY"] not in repr(settings)
