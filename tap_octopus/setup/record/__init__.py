"""`tap-octopus-setup record`: the answers for one dossier, from which nobody can be recognised.

The tap reads the dossier as for a first load, and keeps what Octopus answers in memory (`capture`).
Texts, numbers and dates are replaced (`pseudonyms`, `dates`) and amounts scaled (`scale`) by a
secret that is thrown away; then it is shown, and written (`folder`).
"""
