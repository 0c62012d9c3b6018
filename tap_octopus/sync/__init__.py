"""Sync: which dossiers and streams are read, how, and what came of it."""
