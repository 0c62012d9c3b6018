{{ tap_octopus.live_documents('financialdivers_bookings') }}
