-- Sales documents of the invoicing module that the ledger does not hold.
select
  i.dossier_id, i.bookyear_id, i.journal_key, i.document_sequence_nr, i.document_date as date,
  i.relation_id, i.reference, coalesce(s.amount, 0) as amount
from {live}.invoices as i
left join (
  select dossier_id, bookyear_id, journal_key, document_sequence_nr, sum(amount) as amount
  from {staging}.invoice_lines
  group by dossier_id, bookyear_id, journal_key, document_sequence_nr
) as s
  on s.dossier_id = i.dossier_id
  and s.bookyear_id = i.bookyear_id
  and s.journal_key = i.journal_key
  and s.document_sequence_nr = i.document_sequence_nr
where
  i.dossier_id in ({dossiers})
  and not exists (
    select 1
    from {marts}.general_ledger as l
    where
      l.dossier_id = i.dossier_id
      and l.bookyear_id = i.bookyear_id
      and l.journal_key = i.journal_key
      and l.document_sequence_nr = i.document_sequence_nr
  )
order by i.dossier_id, i.bookyear_id, i.journal_key, i.document_sequence_nr
