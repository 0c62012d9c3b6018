"""Sync: which dossiers and streams a run reads, how it reads them, and with what outcome."""
