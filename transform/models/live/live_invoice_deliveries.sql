{{ tap_octopus.live_full('invoice_deliveries') }}
