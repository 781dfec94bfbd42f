"""The hypothesis profile: the same by hand, in CI, and on a busy machine."""

from hypothesis import HealthCheck, settings

# Hypothesis has other defaults if the environment has `CI`: each of them is set here.
# The examples follow from the test itself, so that the same code passes or fails each time. No
# example fails because it is slow, and none is refused because it took long to make.
PROFILE = settings(
    max_examples=40,
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
# `make test-thorough` tries many more, and new ones at each run.
THOROUGH = settings(PROFILE, max_examples=1000, derandomize=False)
# For tests whose examples share the value of a fixture on purpose.
SHARED_FIXTURE = settings(
    PROFILE,
    suppress_health_check=[*PROFILE.suppress_health_check, HealthCheck.function_scoped_fixture],
)


def load_profile() -> None:
    """Make `PROFILE` the default of all tests."""
    settings.register_profile("xulosa", PROFILE)
    settings.register_profile("thorough", THOROUGH)
    settings.load_profile("xulosa")
