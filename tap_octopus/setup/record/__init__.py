"""`tap-octopus-setup record`: write the answers for one dossier to files, anonymised.

The tap reads the dossier as for a first load, and keeps the answers in memory (`capture`). Texts,
numbers and dates are replaced (`pseudonyms`, `dates`) and amounts are scaled (`scale`), with a
secret that is not stored. Then examples are shown and the files are written (`recording`).
"""
