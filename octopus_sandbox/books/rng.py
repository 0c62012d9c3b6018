"""Random numbers: each sequence depends on the seed and its name alone."""

import random


def stream(*names: object) -> random.Random:
    """Give the stream of draws with this name; the same name always gives the same draws."""
    return random.Random(":".join(map(str, names)))  # noqa: S311 books, not secrets
