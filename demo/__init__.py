"""The demo: a simulated Octopus, through Meltano, into a PostgreSQL, with answers at the end."""
