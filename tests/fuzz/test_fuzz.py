"""Requests made from the OpenAPI document find no server error and no answer that it does not promise; `make fuzz` makes more."""

import pytest

from tests.fuzz.fuzzing import fuzz


@pytest.mark.slow
@pytest.mark.timeout(300)  # half a minute each; the rest is for a busy machine
@pytest.mark.parametrize(("kind", "least"), [("sk", 200), ("pk", 100)])
def test_what_is_made_from_the_document_is_answered_as_it_says(kind, least):
    found = fuzz(kind, most_per_operation=4, seed=20260628, phases="examples,fuzzing,stateful", most_seconds=20)

    assert found.failures == 0, found.output
    assert found.cases >= least
