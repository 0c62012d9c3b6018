-- Documents and their files, here buysell_bookings: what was not deleted after it was read.
select t.*
from buysell_bookings as t
left join deleted_booking_documents as gone
  on gone.dossier_id = t.dossier_id
  and gone.bookyear_id = t.bookyear_id
  and gone.journal_key = t.journal_key
  and gone.document_sequence_nr = t.document_sequence_nr
left join sync_status as s
  on s.dossier_id = t.dossier_id and s.stream = 'buysell_bookings'
where (s.valid_from is null or t.synced_at >= s.valid_from)
  and (gone.synced_at is null or gone.synced_at <= t.synced_at)
