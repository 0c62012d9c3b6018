"""Real double-entry Belgian books by seed and size, that know the truth and can be changed."""
