"""What holds for every test: it says in one sentence what it promises."""

import gc

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse to run tests of ours that do not say what they promise."""
    ours = (item for item in items if isinstance(item, pytest.Function))
    silent = sorted({item.nodeid.split("[")[0] for item in ours if not _promises(item)})
    if silent:
        raise pytest.UsageError("\n".join(["these tests lack a one-sentence docstring:", *silent]))


def pytest_collection_finish() -> None:
    """Have what was imported for thousands of tests looked through less often: it stays anyway.

    Not `gc.freeze`: Hypothesis looks for what refers to its generators, and would not find it.
    """
    gc.set_threshold(100_000, 50, 50)


def _promises(test: pytest.Function) -> bool:
    if not test.function.__module__.startswith("tests."):
        return True  # of the SDK
    promise = (test.function.__doc__ or "").strip()
    return promise.endswith(".") and "\n\n" not in promise
