{{ tap_octopus.live_incremental('balancings') }}
