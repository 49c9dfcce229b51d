"""A revoked key is refused from the next request on, by every process, whatever Redis does."""

import threading
import time
from datetime import UTC, datetime

import pytest

from gateway import admin
from gateway.ratelimit.policy import Limits

LIST = "/v1/customers?limit=1"


@pytest.fixture
def revoke(worker, account):
    """Revoke the account's only key; returns what was slept."""

    def run(limiter) -> list[float]:
        slept: list[float] = []
        with worker.transaction() as tx:
            [row] = admin.list_keys(tx, account["account_id"])
            admin.revoke_key(
                tx, limiter, account["account_id"], row["key_id"], at=datetime.now(UTC), sleep=slept.append
            )
        return slept

    return run


def test_two_processes_that_know_the_key_refuse_it_at_once(make_api, make_key, revoke):
    key = make_key(limits="none")
    processes = [make_api(key), make_api(key)]
    for _ in range(3):
        assert [process.get(LIST).status_code for process in processes] == [200, 200]

    slept = revoke(processes[0].parts.limiter)

    assert slept == []
    assert [process.get(LIST).json["code"] for process in processes] == ["key_revoked", "key_revoked"]


def test_without_redis_every_request_reads_the_database(make_api, make_key, revoke, private_redis):
    key = make_key(limits="none")
    processes = [make_api(key, redis_url=private_redis.url) for _ in range(2)]
    assert [process.get(LIST).status_code for process in processes] == [200, 200]
    private_redis.kill()
    assert [process.get(LIST).status_code for process in processes] == [200, 200]

    slept = revoke(processes[0].parts.limiter)

    assert slept == [3.0]  # nothing in a Redis that only we cannot reach vouches for the key any longer
    assert [process.get(LIST).json["code"] for process in processes] == ["key_revoked", "key_revoked"]


def test_a_read_from_before_the_revocation_cannot_vouch_after_it(make_api, make_key, revoke):
    api = make_api(make_key(limits="none"))
    limiter = api.parts.limiter
    digest = b"d" * 32
    limiter.bury(digest)

    judged = limiter.judge(digest, "stamp", Limits(10, 10), vouch=True)

    assert judged.entry == "revoked"
    assert judged.verdict is None


def test_redis_that_forgot_everything_means_a_read_of_the_database(make_api, make_key, revoke, private_redis):
    api = make_api(make_key(limits="none"), redis_url=private_redis.url)
    assert api.get(LIST).status_code == 200
    revoke(api.parts.limiter)
    api.parts.redis.command("FLUSHALL")

    assert api.get(LIST).json["code"] == "key_revoked"


def test_revoked_under_load_no_later_request_gets_in(make_api, make_key, revoke):
    key = make_key(limits="none")
    processes = [make_api(key) for _ in range(2)]
    revoked = threading.Event()
    stop = threading.Event()
    wrong: list[int] = []
    right = [0]

    def ask_on(process) -> None:
        while not stop.is_set():
            after = revoked.is_set()
            status = process.get(LIST).status_code
            if after:
                right[0] += 1
                if status not in {401, 429}:  # 429: the address has sent too many bad keys by now
                    wrong.append(status)

    threads = [threading.Thread(target=ask_on, args=(process,)) for process in processes for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        revoke(processes[0].parts.limiter)
        revoked.set()
        while right[0] < 100 and all(thread.is_alive() for thread in threads):
            time.sleep(0.01)
    finally:
        stop.set()
        for thread in threads:
            thread.join()

    assert wrong == []
    assert right[0] >= 100
