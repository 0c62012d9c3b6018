{{ tap_octopus.live_incremental('accounts') }}
