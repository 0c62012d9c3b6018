{{ tap_octopus.live_incremental('relations') }}
