"""The tests give the same result wherever they run."""

import os
import subprocess
import sys

import pytest
from hypothesis import settings

from tests.support.hypothesis_profile import PROFILE
from tests.support.paths import ROOT

PRINT = "from tests.support.hypothesis_profile import PROFILE; print(PROFILE)"


def test_properties_are_tested_by_the_project_s_profile() -> None:
    assert settings.get_current_profile_name() == "xulosa"
    assert settings.default == PROFILE


@pytest.mark.parametrize("ci", [{}, {"CI": "true"}, {"GITHUB_ACTIONS": "true"}], ids=str)
def test_the_profile_is_the_same_with_and_without_ci(ci: dict[str, str]) -> None:
    ended = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", PRINT],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **ci},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )

    assert ended.stdout.strip() == repr(PROFILE)
