"""Limits hold across processes, are told truly, and never turn into none or into an error."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from gateway.auth import keys

LIST = "/v1/customers?limit=1"


def statuses(apis, times):
    with ThreadPoolExecutor(8) as pool:
        return Counter(pool.map(lambda n: apis[n % len(apis)].get(LIST).status_code, range(times)))


def test_two_processes_together_admit_the_quota_of_a_minute(make_api, make_key):
    key = make_key(limits=(30, 1000))

    assert statuses([make_api(key), make_api(key)], 80) == {200: 30, 429: 50}


def test_no_second_admits_more_than_its_quota(make_api, make_key):
    key = make_key(limits=(10_000, 10))
    apis = [make_api(key), make_api(key)]
    began = time.monotonic()

    admitted = statuses(apis, 60)[200]

    assert 10 <= admitted <= 10 * (1 + int(time.monotonic() - began) + 1)


def test_a_refusal_says_when_to_come_back_and_which_policy_stands_against_it(make_api, make_key):
    api = make_api(make_key(limits=(600, 1)))
    assert api.get(LIST).status_code == 200

    refused = api.get(LIST)

    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "1"
    assert refused.json["type"] == "https://iana.org/assignments/http-problem-types#quota-exceeded"
    assert refused.json["violated-policies"] == ["second"]
    assert refused.json["retryable"] is True
    time.sleep(1)
    assert api.get(LIST).status_code == 200


def test_every_answer_says_what_is_left(make_api, make_key):
    api = make_api(make_key(limits=(10, 10)))

    first, second = api.get(LIST).headers, api.get("/v1/customers/cus_nobody").headers

    assert first["RateLimit-Policy"] == '"minute";q=10;w=60, "second";q=10;w=1'
    assert first["RateLimit"] == '"minute";r=9;t=60, "second";r=9;t=1'
    assert second["RateLimit"].startswith('"minute";r=8;t=60')
    assert (first["X-RateLimit-Limit"], second["X-RateLimit-Remaining"]) == ("10", "8")
    assert 0 <= int(first["X-RateLimit-Reset"]) - time.time() <= 61


def test_a_key_without_limits_has_none(api):
    answers = [api.get(LIST) for _ in range(130)]

    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit" not in answers[0].headers


def test_the_neighbour_is_not_disturbed(make_api, make_key):
    flooding, neighbour = make_api(make_key(limits=(5, 5))), make_api(make_key(limits=(5, 5)))

    assert statuses([flooding], 20)[429] == 15
    assert statuses([neighbour], 5) == {200: 5}


def test_without_redis_each_process_admits_its_share_and_no_request_fails(make_api, make_key, private_redis):
    key = make_key(limits=(20, 1000))
    apis = [make_api(key, redis_url=private_redis.url, processes=2) for _ in range(2)]
    assert apis[0].get(LIST).status_code == 200
    private_redis.kill()

    assert statuses(apis, 60) == {200: 19, 429: 41}  # the one that Redis admitted counts


def test_redis_is_used_again_when_it_is_back(make_api, make_key, private_redis):
    api = make_api(make_key(limits=(20, 1000)), redis_url=private_redis.url)
    private_redis.kill()
    assert {api.get(LIST).status_code for _ in range(5)} == {200}
    assert api.parts.redis.answers() is False

    private_redis.start()

    deadline = time.monotonic() + 10
    while not api.parts.redis.answers() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert api.get(LIST).headers["RateLimit-Policy"].startswith('"minute";q=20;')  # the whole limit, no share


def test_a_redis_that_does_not_answer_costs_50_ms_a_few_times_and_then_nothing(make_api, make_key, private_redis):
    api = make_api(make_key(limits="none"), redis_url=private_redis.url, redis_timeout_seconds=0.05)
    api.get(LIST)
    private_redis.stop_answering()
    began = time.monotonic()

    assert {api.get(LIST).status_code for _ in range(20)} == {200}

    assert time.monotonic() - began < 1.5
    private_redis.answer_again()


def test_redis_that_lost_the_script_is_given_it_again(make_api, make_key):
    api = make_api(make_key(limits=(10, 10)))
    assert api.get(LIST).status_code == 200
    api.parts.redis.command("SCRIPT", "FLUSH")

    assert api.get(LIST).headers["X-RateLimit-Remaining"] == "8"


@pytest.mark.parametrize("bad_key", ["nonsense", "well formed"])
def test_an_address_with_too_many_bad_keys_is_refused_before_any_look_up(bad_key, make_api, make_key):
    api = make_api(make_key(limits="none"), bad_keys_a_minute=5)
    stranger = make_key(limits="none")
    secrets = [keys.make("sk_live").secret if bad_key == "well formed" else "nonsense" for _ in range(8)]

    answers = [api.get(LIST, key=secret) for secret in secrets]

    assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 3
    assert answers[-1].json["violated-policies"] == ["bad-keys"]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert api.get(LIST, key=stranger).status_code == 429
    api.address = "203.0.113.77"
    assert api.get(LIST, key=stranger).status_code == 200


def test_a_key_in_use_is_not_shut_out_by_a_bad_neighbour_behind_the_same_address(make_api, make_key):
    api = make_api(make_key(limits="none"), bad_keys_a_minute=3)
    assert api.get(LIST).status_code == 200

    assert [api.get(LIST, key="nonsense").status_code for _ in range(5)][-1] == 429

    assert api.get(LIST).status_code == 200


def test_what_a_process_admitted_alone_counts_when_redis_answers_again(make_api, make_key, private_redis):
    key = make_key(limits=(10, 1000))
    alone, other = (make_api(key, redis_url=private_redis.url, processes=2) for _ in range(2))
    private_redis.kill()
    assert statuses([alone], 4) == {200: 4}

    private_redis.start()

    deadline = time.monotonic() + 10
    while not alone.parts.redis.answers() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert alone.get(LIST).headers["X-RateLimit-Remaining"] == "5"
    assert statuses([alone, other], 20)[200] == 5


def test_a_refusal_by_redis_stands_while_redis_does_not_answer(make_api, make_key, private_redis):
    api = make_api(make_key(limits=(5, 1000)), redis_url=private_redis.url, processes=1)
    assert statuses([api], 6) == {200: 5, 429: 1}
    private_redis.kill()

    refused = api.get(LIST)

    assert refused.status_code == 429
    assert 55 <= int(refused.headers["Retry-After"]) <= 60
