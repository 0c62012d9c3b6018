{{ tap_octopus.live_full('report_open_suppliers') }}
