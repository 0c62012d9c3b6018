"""The control interface of the sandbox; no part of the imitated API."""
