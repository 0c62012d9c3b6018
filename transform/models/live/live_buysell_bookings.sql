{{ tap_octopus.live_documents('buysell_bookings') }}
