"""What clients of v1.3 were promised: the recorded exchanges, sent again to the running stack."""

from typing import Any

from contracts.versioning import VERSIONS
from tests.contract.http.exchanges import Names, recorded
from tests.e2e.api_client import Api, open_shop
from tests.fakes.echo_process import wait_for

NEWER_WORDS = {"grand_total", "has_more", "next_cursor"}


def words(document: Any) -> set[str]:
    """Every field name of a document, save the client's own."""
    if isinstance(document, dict):
        return {key for key in document if key != "metadata"}.union(
            *(words(value) for key, value in document.items() if key != "metadata")
        )
    return set().union(*map(words, document)) if isinstance(document, list) else set()


def send(api: Api, request: dict[str, Any], names: Names) -> Any:
    if request["method"] == "GET":
        return api._send("GET", names.fill(request["path"]), headers=request["headers"])
    return api.post(names.fill(request["path"]), request["body"], **request["headers"])


def test_every_older_version_has_its_recorded_exchanges():
    for version in VERSIONS[:-1]:
        assert len(recorded(version.name)) >= 10


def test_v1_3_answers_as_it_was_recorded():
    api, names = open_shop().api, Names()

    for slug, exchange in recorded("v1.3"):
        if "events" in slug:  # they come a moment after what they tell
            wait_for(lambda e=exchange: len(send(api, e["request"], names).json()["items"]) == 2, seconds=10)
        answer = send(api, exchange["request"], names)
        expected = exchange["answer"]

        assert answer.status_code == expected["status"], (slug, answer.text)
        assert names.differences(expected["body"], answer.json()) == [], slug
        assert {name: answer.headers.get(name) for name in expected["headers"]} == expected["headers"], slug
        assert words(answer.json()) & NEWER_WORDS == set(), slug
