"""A recording of an Octopus: its answers as files, served in place of generated books."""
