{{ tap_octopus.live_full('bank_unbalancedinvoices') }}
