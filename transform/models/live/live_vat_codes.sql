{{ tap_octopus.live_full('vat_codes') }}
