{{ tap_octopus.live_as_it_is('deleted_booking_documents') }}
