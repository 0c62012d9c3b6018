"""The command `tap-octopus-setup`: sign in, list the dossiers, plan the load, check, record."""
