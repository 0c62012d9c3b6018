{{ tap_octopus.live_full('financial_journals') }}
