{{ tap_octopus.live_incremental('account_amounts') }}
