"""The command `tap-octopus-setup`: sign in, see what there is, and know what loading it takes."""
