"""A flood of log-ins hashes beside the loop that serves requests, never in it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]

FLOOD = """
from gateway import green
green.install()
import time
import gevent
from gateway.members.passwords import Passwords

own = Passwords()
hashed = own.hash("four brown horses")
own.verify(hashed, "warm")
began = time.monotonic()
alone = (own.verify(hashed, "a guess"), time.monotonic() - began)[1]
guesses = [gevent.spawn(own.verify, hashed, f"guess {n}") for n in range(12)]
longest, before = 0.0, time.monotonic()
while not all(guess.ready() for guess in guesses):
    gevent.sleep(0.002)
    longest, before = max(longest, time.monotonic() - before), time.monotonic()
print(alone, longest, len([guess for guess in guesses if guess.value is False]))
"""


def test_while_twelve_guesses_are_hashed_the_loop_goes_on():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FLOOD], cwd=ROOT, capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 0, done.stderr
    alone, longest, judged = map(float, done.stdout.split())
    assert judged == 12
    assert longest < 6 * alone, f"the loop stood for {longest:.3f} s; twelve hashes in it would take {12 * alone:.3f} s"
