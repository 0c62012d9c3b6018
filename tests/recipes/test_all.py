"""No recipe is only written down."""

from pathlib import Path

from tests.recipes.texts import RECIPES

TESTS = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*"))


def test_every_recipe_is_run() -> None:
    """Each text of each recipe is taken by a test, which stops when one more is beside it."""
    taken = {
        (recipe, language): f'("{recipe}", "{language}")' in TESTS
        for recipe, found in RECIPES.items()
        for language, _ in found
    }

    assert len(RECIPES) == 9
    assert [place for place, is_taken in taken.items() if not is_taken] == []
