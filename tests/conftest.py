"""What all tests share."""

pytest_plugins = ["tests.support.needs", "tests.support.golden"]
