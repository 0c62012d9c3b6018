-- Each row is a document as the warehouse shows it now; the demo compares it with an hour before.
select b.dossier_id, b.bookyear_id, b.journal_key, b.document_sequence_nr,
  max(r.name) as relation, count(*) as lines,
  sum(greatest(b.booking_amount, 0)) as amount,
  string_agg(concat_ws(' ', b.line_sequence_nr, b.account_nr, b.booking_amount, b.relation_id), ', '
    order by b.line_sequence_nr) as content
from live.bookings as b
left join live.relations as r using (dossier_id, relation_id)
group by b.dossier_id, b.bookyear_id, b.journal_key, b.document_sequence_nr
