{{ tap_octopus.live_bookings() }}
