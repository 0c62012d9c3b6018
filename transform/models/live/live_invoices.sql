{{ tap_octopus.live_documents('invoices') }}
