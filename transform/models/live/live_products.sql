{{ tap_octopus.live_full('products') }}
