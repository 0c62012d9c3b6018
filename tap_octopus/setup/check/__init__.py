"""`tap-octopus-setup check`: what this account answers to what is not known of Octopus.

What is asked (`asking`) is watched on the wire (`watch`), compared with what is documented
(`shapes`), and weighed for each open question (`questions`). What is told (`report`) is made of
counts, of fixed words and of names that are known beforehand: never of a value.
"""
