import pytest

from tests.faults.harness import Run
from tests.newsroom import Newsroom
from tests.newsroom.bulk import bulk


@pytest.fixture
def room():
    with Newsroom(sites=(), extra=bulk(40)) as running:
        yield running


@pytest.fixture
def run(room, tmp_path):
    return Run(room, tmp_path)
