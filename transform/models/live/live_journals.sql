{{ tap_octopus.live_full('journals') }}
