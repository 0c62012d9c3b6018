"""Double-entry Belgian books by seed and size, which can be changed."""
