"""The rules of the server, each a wrapper around the operations."""
