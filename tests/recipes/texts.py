"""What the recipes say, to be run as it stands there."""

import re
from pathlib import Path

DOCUMENT = (Path(__file__).parents[2] / "docs/recipes.md").read_text(encoding="utf-8")
RECIPE = re.compile(r"^## (.+?)\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
RECIPES: dict[str, list[tuple[str, str]]] = {
    title: BLOCK.findall(body) for title, body in RECIPE.findall(DOCUMENT)
}
"""The texts of each recipe, each with the language that it is in."""

RAW, LIVE = "octopus", "live"
"""The schemas of the tables and of the live views, as the recipes call them."""


def texts(recipe: str, language: str) -> list[str]:
    """Give the texts of a recipe that are in a language."""
    return [text for name, text in RECIPES[recipe] if name == language]


def text(recipe: str, language: str) -> str:
    """Give the only text of a recipe that is in a language."""
    (found,) = texts(recipe, language)
    return found
