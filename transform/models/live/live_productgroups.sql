{{ tap_octopus.live_full('productgroups') }}
