"""
Read a file in a process of its own: `python -m gateway.imports.reader <name> [<store>]`, the file on standard input.

A workbook is other people's compressed XML, and reading one is work for a processor; neither has a place in a process that answers
requests. Memory and time are bounded by the system.
"""

import dataclasses
import json
import resource
import subprocess
import sys
import threading
from pathlib import Path

from gateway.imports.files import UnreadableFile
from gateway.imports.judging import Judged, Sheet, read_sheet
from gateway.request_log.redaction import printable

SECONDS = 30
MOST_MEMORY_BYTES = 512 * 1024 * 1024
MOST_TOLD = 32 * 1024 * 1024
"""Characters: a workbook can name one long text in every cell, and this process would hold each of them."""
MOST_NAME = 200
PATIENCE_SECONDS = 10.0
_reading = threading.Lock()
"""One file at a time: this process and the one that reads share the memory of a pod."""
_ROOT = Path(__file__).resolve().parents[2]


def read_file(file_name: str, content: bytes, store_id: str | None) -> Sheet:
    """Have a file read, and wait for it without keeping other requests waiting. Raises UnreadableFile."""
    words = [printable(word) for word in (file_name[-MOST_NAME:], store_id) if word]  # no command takes a NUL
    command = [sys.executable, "-m", "gateway.imports.reader", *words]
    if not _reading.acquire(timeout=PATIENCE_SECONDS):
        raise UnreadableFile("Other files are being read at the moment. Try again in a minute.")
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS + 5, cwd=_ROOT)
    except subprocess.TimeoutExpired:
        done = None
    finally:
        _reading.release()
    if done is None or done.returncode != 0 or not done.stdout:
        raise UnreadableFile("The file takes too long or too much memory to read. Split it.")
    told = json.loads(done.stdout)
    if "unreadable" in told:
        raise UnreadableFile(told["unreadable"])
    return Sheet(told["columns"], told["ignored"], [Judged(**row) for row in told["rows"]])


def main() -> int:
    """Write what was read as one JSON object."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        sheet = read_sheet(sys.argv[1], sys.stdin.buffer.read(), sys.argv[2] if len(sys.argv) > 2 else None)
        told = dataclasses.asdict(sheet)
    except UnreadableFile as problem:
        told = {"unreadable": str(problem)}
    text = json.dumps(told, ensure_ascii=False)
    if len(text) > MOST_TOLD:
        text = json.dumps({"unreadable": "The file holds too much text. Split it."})
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
