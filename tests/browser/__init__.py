"""Tests in a headless Chromium; `dev.py test` leaves them out where there is none."""
