{{ tap_octopus.live_full('customfields') }}
