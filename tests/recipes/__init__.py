"""The recipes of docs/recipes.md, taken from there and run."""
