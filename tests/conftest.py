"""What many tests share: a project small enough to change, and the real one, read once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from peakgraph.build import Result, check_project
from tests.small_project import ROOT, SmallProject


@pytest.fixture
def project(tmp_path: Path) -> SmallProject:
    small = SmallProject(tmp_path / "project")
    small.make()
    return small


@pytest.fixture(scope="session")
def real() -> Result:
    """The project itself, read and checked once."""
    return check_project(ROOT)


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Stores go to a cache of the tests' own."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
