"""How tables are read: in full, by what changed, by document; and what is remembered of it."""
