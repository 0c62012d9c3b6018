-- The ledger of this bookyear and of the one before, by document and account.
select
  l.dossier_id, l.bookyear_id, l.journal_key, l.document_sequence_nr, l.account_nr,
  coalesce(l.booking_month, f.month) as month,
  sum(l.booking_amount) as amount
from {marts}.general_ledger as l
join ({window}) as w
  on w.dossier_id = l.dossier_id and l.bookyear_id in (w.bookyear_id, w.bookyear_before)
left join {staging}.bookyear_months as f
  on f.dossier_id = l.dossier_id and f.bookyear_id = l.bookyear_id and f.is_first
where
  l.booking_month is null
  or l.booking_month <= w.month
  or l.month <= {as_of}
group by
  l.dossier_id, l.bookyear_id, l.journal_key, l.document_sequence_nr, l.account_nr,
  coalesce(l.booking_month, f.month)
having sum(l.booking_amount) <> 0
order by
  l.dossier_id, l.bookyear_id, l.journal_key, l.document_sequence_nr, l.account_nr,
  coalesce(l.booking_month, f.month)
