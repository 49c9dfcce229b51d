"""`make fuzz`: all phases in full with both kinds of key, at least two thousand requests."""

import os
import secrets
import sys

from tests.fuzz.fuzzing import fuzz

LEAST_CASES = 2_000

seed = int(os.environ.get("SEED", secrets.randbelow(10**9)))
cases = failed = 0
for kind in ("sk", "pk"):
    found = fuzz(kind, most_per_operation=50, seed=seed)
    print(found.output)
    print(f"  {kind}: {found.cases} requests, seed {seed}: {'something found' if found.failures else 'nothing found'}")
    cases, failed = cases + found.cases, failed + found.failures
print(f"  {cases} requests in all")
sys.exit(1 if failed or cases < LEAST_CASES else 0)
