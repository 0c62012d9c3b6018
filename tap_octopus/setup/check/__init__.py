"""`tap-octopus-setup check`: find out how Octopus behaves where its documentation is silent.

The calls (`asking`) go through a transport that observes each answer (`watch`). The records are
compared with the documentation (`shapes`), and each open question (`questions`) is answered if the
evidence allows it. The report (`report`) holds counts, fixed words and known names: never a value.
"""
