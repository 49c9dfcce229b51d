"""
Letters with a link in them: by SMTP where it is set up, into a folder on a developer's machine, else nowhere.

They leave in the background, so that the answer to a request takes as long whether there was a letter or not.
"""

import queue
import smtplib
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

from kit.clock import Clock
from kit.ids import new_id
from kit.logs import get_logger

log = get_logger(__name__)

MOST_WAITING = 200
SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Letter:
    """What to say to whom."""

    to: str
    subject: str
    text: str


class Mail:
    """Sends letters, one after the other."""

    def __init__(self, *, smtp_url: str, sender: str, folder: str, clock: Clock) -> None:
        self._smtp_url = smtp_url
        self._sender = sender
        self._folder = Path(folder) if folder else None
        self._clock = clock
        self._waiting: queue.Queue[Callable[[], Letter | None]] = queue.Queue(MOST_WAITING)
        self._thread: threading.Thread | None = None

    def send(self, write: Callable[[], Letter | None]) -> None:
        """Take on a letter, which is written and sent in the background; it is dropped, and that is logged, when too many wait."""
        try:
            self._waiting.put_nowait(write)
        except queue.Full:
            log.error("mail_dropped")
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="mail", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            write = self._waiting.get()
            try:
                letter = write()
                if letter is not None:
                    self._deliver(letter)
            except Exception as problem:  # the next letter must not wait for ever
                log.error("mail_failed", error=type(problem).__name__)  # its text may name whom the letter was for

    def _deliver(self, letter: Letter) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, letter.to, letter.subject
        message.set_content(letter.text)
        if self._smtp_url:
            self._by_smtp(message)
        elif self._folder is not None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = self._folder / f"{new_id('mail', self._clock.now())}.eml"
            file.touch(mode=0o600)
            file.write_bytes(message.as_bytes())
            log.info("mail_kept", file=str(file))
        else:
            log.warning("mail_not_set_up")

    def _by_smtp(self, message: EmailMessage) -> None:
        """Speak to `smtp://` with STARTTLS, or to `smtps://` under TLS from the start."""
        url = urlsplit(self._smtp_url)
        secure = url.scheme == "smtps"
        host, port = url.hostname or "", url.port or (465 if secure else 587)
        trusted = ssl.create_default_context()  # a link that sets a password is shown to no server but the right one
        with (
            smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=trusted)
            if secure
            else smtplib.SMTP(host, port, timeout=SECONDS)
        ) as server:
            if not secure:
                server.starttls(context=trusted)
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            server.send_message(message)
