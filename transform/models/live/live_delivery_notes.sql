{{ tap_octopus.live_documents('delivery_notes') }}
