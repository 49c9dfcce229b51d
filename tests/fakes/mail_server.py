"""A mail server of one thread: EHLO, STARTTLS, AUTH PLAIN and DATA, with a certificate of its own. What it takes can be read."""

import base64
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def make_certificate(folder: Path) -> Path:
    """Write a certificate for 127.0.0.1 and its key into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "mail.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


class MailServer:
    """Takes letters, one connection after the other; `letters` holds who logged in, and what was sent."""

    def __init__(self, certificate: Path) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.letters: list[tuple[str, bytes]] = []
        self.plain_commands: list[str] = []
        self.arrived = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
                self._talk(connection)
            except OSError:
                if self._socket.fileno() == -1:
                    return

    def _talk(self, connection: Any) -> None:
        encrypted, user = False, ""
        connection.sendall(b"220 mail\r\n")
        lines = connection.makefile("rb")
        while line := lines.readline():
            word = line.split()[0].upper() if line.split() else b""
            if not encrypted:
                self.plain_commands.append(word.decode())
            if word == b"EHLO":
                connection.sendall(b"250-mail\r\n250 AUTH PLAIN\r\n" if encrypted else b"250-mail\r\n250 STARTTLS\r\n")
            elif word == b"STARTTLS":
                connection.sendall(b"220 go on\r\n")
                connection, encrypted = self._context.wrap_socket(connection, server_side=True), True
                lines = connection.makefile("rb")
            elif word == b"AUTH":
                user = base64.b64decode(line.split()[2]).decode()
                connection.sendall(b"235 in\r\n")
            elif word == b"DATA":
                connection.sendall(b"354 go on\r\n")
                text = b""
                while (part := lines.readline()) not in {b".\r\n", b""}:
                    text += part
                self.letters.append((user, text))
                self.arrived.set()
                connection.sendall(b"250 taken\r\n")
            else:
                connection.sendall(b"250 fine\r\n")
        connection.close()
