{{ tap_octopus.live_dossiers() }}
