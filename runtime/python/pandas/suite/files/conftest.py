import pytest


@pytest.fixture(scope="session")
def worker_id():
    """As pytest-xdist has it where it starts no other processes."""
    return "master"
