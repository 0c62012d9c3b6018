{{ tap_octopus.live_full('costcentres') }}
