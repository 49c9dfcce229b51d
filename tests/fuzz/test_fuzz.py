"""Requests made from the OpenAPI document find no server error and no answer that it does not promise; `make fuzz` makes more."""

import pytest

from tests.fuzz.fuzzing import fuzz

SEED = 20260628


@pytest.mark.slow
@pytest.mark.timeout(600)  # less than a minute together on an idle machine
@pytest.mark.parametrize(
    ("kind", "options", "least"),
    [
        pytest.param("sk", {"phases": "fuzzing,stateful", "most_per_operation": 2}, 80, id="secret key"),
        pytest.param("pk", {"phases": "fuzzing,stateful", "most_per_operation": 1}, 40, id="publishable key"),
        pytest.param(
            "sk",
            {"phases": "examples,coverage", "most_per_operation": 1, "only": "create_invoice"},
            50,
            id="every border of a sale",
        ),
    ],
)
def test_what_is_made_from_the_document_is_answered_as_it_says(kind, options, least):
    found = fuzz(kind, seed=SEED, **options)

    assert found.failures == 0, found.output
    assert found.cases >= least
