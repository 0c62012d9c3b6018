{{ tap_octopus.live_full('bookyear_details') }}
