-- bookings: the lines that came with the newest read of their document, unless it was deleted since.
select b.*
from bookings as b
join (
  select dossier_id, bookyear_id, journal_type, journal_nr, document_sequence_nr,
    max(synced_at) as synced_at
  from bookings
  group by dossier_id, bookyear_id, journal_type, journal_nr, document_sequence_nr
) as newest
  on newest.dossier_id = b.dossier_id
  and newest.bookyear_id = b.bookyear_id
  and newest.journal_type = b.journal_type
  and newest.journal_nr = b.journal_nr
  and newest.document_sequence_nr = b.document_sequence_nr
  and newest.synced_at = b.synced_at
left join deleted_booking_documents as gone
  on gone.dossier_id = b.dossier_id
  and gone.bookyear_id = b.bookyear_id
  and gone.journal_type = b.journal_type
  and gone.journal_nr = b.journal_nr
  and gone.document_sequence_nr = b.document_sequence_nr
left join sync_status as s
  on s.dossier_id = b.dossier_id and s.stream = 'bookings'
where (s.valid_from is null or b.synced_at >= s.valid_from)
  and (gone.synced_at is null or gone.synced_at <= b.synced_at)
