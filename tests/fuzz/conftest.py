"""How much is tried: little with all other tests, much with `make fuzz`, which also remembers what it found."""

import os

from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

from app.settings import ROOT

# The variable that says how many examples each test tries.
EXAMPLES = "FUZZ_EXAMPLES"

settings.register_profile(
    "fuzz",
    deadline=None,
    max_examples=int(os.environ.get(EXAMPLES, "100")),
    database=DirectoryBasedExampleDatabase(ROOT / "var" / "fuzz") if EXAMPLES in os.environ else None,
    # A client is of the whole run, and asking changes nothing.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FUZZ = settings.get_profile("fuzz")
# For what takes long.
FEWER = settings(FUZZ, max_examples=max(10, FUZZ.max_examples // 6))
