{{ tap_octopus.live_as_it_is('sync_status') }}
