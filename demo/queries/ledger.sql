-- Each row is a dossier: its whole ledger adds up to zero, and so does every document in it.
with documents as (
  select dossier_id, bookyear_id, journal_key, document_sequence_nr, count(*) as lines,
    sum(greatest(booking_amount, 0)) as debit, sum(least(booking_amount, 0)) as credit,
    sum(booking_amount) as balance
  from live.bookings
  group by dossier_id, bookyear_id, journal_key, document_sequence_nr
)
select o.dossier_description as dossier, count(*) as documents, sum(d.lines)::bigint as lines,
  sum(d.debit) as debit, -sum(d.credit) as credit, sum(d.balance) as balance,
  count(*) filter (where d.balance <> 0) as "out of balance"
from documents as d
join live.dossiers as o using (dossier_id)
group by o.dossier_id, o.dossier_description
order by o.dossier_id
