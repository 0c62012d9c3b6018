{{ tap_octopus.live_documents('booking_files', journal=['journal_type', 'journal_nr']) }}
