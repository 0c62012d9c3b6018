{{ tap_octopus.live_full('bookyears') }}
