"""Certificates: an own authority's are believed, another name's, another authority's and an old one's are not."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from services.webhooks.adapters.http_sender import HttpSender
from services.webhooks.adapters.url_guard import UrlGuard
from services.webhooks.domain.endpoint_url import UrlPolicy
from tests.fakes.webhook_receiver import WebhookReceiver

NOW = datetime.now(UTC)
NAME = "receiver.example"
ANYWHERE = UrlGuard(UrlPolicy(allow_local=True), lambda _host: ["127.0.0.1"])


class Authority:
    """A certificate authority of our own."""

    def __init__(self, name):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        self.certificate = self._sign(self.name, self.key, NOW + timedelta(days=1), x509.BasicConstraints(True, None))

    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def issue(self, host, folder, *, until=NOW + timedelta(days=1)):
        """Write a certificate for a host and its key; give the context of a server that shows it."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
        certificate = self._sign(subject, key, until, x509.SubjectAlternativeName([x509.DNSName(host)]))
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path = folder / "server.pem"
        path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _sign(self, subject, key, until, extension):
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number()).add_extension(extension, critical=False)
        builder = builder.not_valid_before(NOW - timedelta(days=30)).not_valid_after(until)
        return builder.sign(self.key, hashes.SHA256())


@pytest.fixture(scope="module")
def authority():
    return Authority("Ours")


@pytest.fixture
def sender(authority, tmp_path):
    """A sender that believes our authority alone."""
    bundle = tmp_path / "bundle.pem"
    bundle.write_bytes(authority.pem())
    sender = HttpSender(ANYWHERE, ca_bundle=str(bundle))
    yield sender
    sender.close()


def post(sender, receiver, host=NAME):
    return sender.post(f"https://{host}:{receiver.port}/hook", b"{}", {}, livemode=True)


def test_a_certificate_of_the_own_bundle_for_this_name_is_believed(sender, authority, tmp_path):
    with WebhookReceiver(tls=authority.issue(NAME, tmp_path)) as receiver:
        answers = [post(sender, receiver) for _ in range(3)]

        assert [answer.status_code for answer in answers] == [200, 200, 200]
        assert receiver.connections == 1


def test_a_certificate_for_another_name_gets_nothing(sender, authority, tmp_path):
    with WebhookReceiver(tls=authority.issue("other.example", tmp_path)) as receiver:
        assert post(sender, receiver).error == "tls_failed"
        assert receiver.requests == []


def test_a_certificate_of_an_authority_that_is_not_in_the_bundle_gets_nothing(sender, tmp_path):
    with WebhookReceiver(tls=Authority("Somebody").issue(NAME, tmp_path)) as receiver:
        assert post(sender, receiver).error == "tls_failed"
        assert receiver.requests == []


def test_a_certificate_that_has_ended_gets_nothing(sender, authority, tmp_path):
    with WebhookReceiver(tls=authority.issue(NAME, tmp_path, until=NOW - timedelta(days=1))) as receiver:
        assert post(sender, receiver).error == "tls_failed"
        assert receiver.requests == []
