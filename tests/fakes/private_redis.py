"""A Redis of one test's own, to be killed."""

import shutil
import signal
import socket
import subprocess
import time


class PrivateRedis:
    """Listens on a port of its own and keeps nothing."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        program = shutil.which("redis-server")
        assert program, "redis-server is not installed"
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--loglevel", "warning"]
        self._process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL, cwd="/tmp")
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError("redis-server does not start")

    def stop_answering(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def answer_again(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
