"""The process that makes PDFs: one at a time, in time or not at all, and a new one when it is gone."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from kit.errors import DeadlineExceeded
from services.billing.adapters.pdf_press import Press
from services.billing.adapters.receipt_page import receipt_page
from tests.factories.receipts import a_line, a_receipt, texts_of
from tests.fakes.echo_process import wait_for

PAGE = "<p>A page</p>"


@pytest.fixture
def press():
    press = Press(seconds=60, pages=3)
    yield press
    press.close()


def worker_of(press):
    return press._worker.pid


def test_pdfs_are_made_by_a_worker_that_stays(press):
    assert texts_of(press.pdf(PAGE)) == ["A page"]
    first = worker_of(press)
    assert texts_of(press.pdf("<p>Another")) == ["Another"]
    assert worker_of(press) == first


def test_a_worker_ends_after_its_pages(press):
    press.pdf(PAGE)
    first = worker_of(press)
    press.pdf("<p>Second")
    press.pdf("<p>Third")
    assert worker_of(press) == first

    assert texts_of(press.pdf("<p>Fourth")) == ["Fourth"]
    assert worker_of(press) != first


def test_what_was_made_lately_is_made_once_also_for_many_at_once(press):
    with ThreadPoolExecutor(6) as pool:
        made = set(pool.map(press.pdf, [PAGE] * 6))

    assert len(made) == 1
    assert press._printed == 1
    press._end()
    assert {press.pdf(PAGE)} == made
    assert press._worker is None


def test_a_worker_ends_after_a_large_page(press):
    press.pdf("<p>" + "word " * 25_000)
    first = worker_of(press)

    press.pdf(PAGE)

    assert worker_of(press) != first


def test_who_comes_at_once_waits_and_gets_his_own(press):
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda number: press.pdf(f"<p>Page {number}"), range(6)))

    assert [texts_of(pdf) for pdf in made] == [[f"Page {number}"] for number in range(6)]


def test_a_worker_that_was_killed_is_replaced(press):
    press.pdf(PAGE)
    os.kill(worker_of(press), signal.SIGKILL)
    press._worker.wait(timeout=10)

    assert texts_of(press.pdf("<p>The next")) == ["The next"]


def test_a_page_that_kills_its_worker_fails_alone(press):
    press.pdf(PAGE)
    with ThreadPoolExecutor(1) as pool:
        long = pool.submit(press.pdf, "<p>" + "<span>word </span>" * 60_000)
        time.sleep(0.5)
        os.kill(worker_of(press), signal.SIGKILL)
        with pytest.raises(OSError):
            long.result(timeout=30)

    assert texts_of(press.pdf("<p>The next")) == ["The next"]


def test_what_takes_too_long_is_ended_and_the_next_is_made():
    press = Press(seconds=60, page_seconds=2.5)
    try:
        began = time.monotonic()
        with pytest.raises(DeadlineExceeded):
            press.pdf("<p>" + "<span>word </span>" * 200_000)
        assert time.monotonic() - began < 20
        assert press._worker is None

        press._page_seconds = 60
        assert texts_of(press.pdf(PAGE)) == ["A page"]
    finally:
        press.close()


def test_what_was_not_there_in_time_is_there_when_asked_for_again():
    press = Press(seconds=0.2)
    try:
        with pytest.raises(DeadlineExceeded):
            press.pdf(PAGE)
        wait_for(lambda: not press._under_way, seconds=30)

        assert texts_of(press.pdf(PAGE)) == ["A page"]
        assert press._printed == 1
    finally:
        press.close()


def test_who_waits_too_long_for_his_turn_is_told_and_disturbs_nobody():
    press = Press(seconds=0.5)
    try:
        with press._turn:
            with pytest.raises(DeadlineExceeded):
                press.pdf(PAGE)
            wait_for(lambda: not press._under_way, seconds=10)
            assert press._worker is None
        press._seconds = 60
        assert texts_of(press.pdf(PAGE)) == ["A page"]
    finally:
        press.close()


def test_the_worker_knows_no_secret(press, monkeypatch):
    monkeypatch.setenv("SAATHIX_BILLING_DATABASE_URL", "postgresql://secret")
    press.pdf(PAGE)

    with open(f"/proc/{worker_of(press)}/environ") as environment:
        assert "secret" not in environment.read()


def test_closing_ends_the_worker(press):
    press.pdf(PAGE)
    worker = press._worker

    press.close()

    assert worker.poll() is not None


def test_a_document_of_a_thousand_lines_is_made(press):
    receipt = a_receipt(*(a_line(number) for number in range(1, 1001)))

    texts = texts_of(press.pdf(receipt_page(receipt, "a4")))

    assert len(texts) > 15
    assert f"Page {len(texts)} of {len(texts)}" in texts[-1]
    assert "Rupees Eighty-Four Thousand Only" in " ".join(texts[-2:])
