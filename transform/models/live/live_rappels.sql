{{ tap_octopus.live_full('rappels') }}
