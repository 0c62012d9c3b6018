"""The real tap, the real sandbox over HTTP and a real PostgreSQL."""
