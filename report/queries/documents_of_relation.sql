-- The documents of one relation. Only purchases and sales are about nobody else: what is written on
-- a bank statement, or attached to it, may be another's.
select
  l.dossier_id, l.bookyear_id, l.journal_key, l.document_sequence_nr,
  min(l.document_date) as date,
  max(l.relation_name) as relation,
  max(case when l.journal_type in (1, 2) then coalesce(nullif(l.reference, ''), l.comment) end)
    as reference,
  max(f.file_name) as files
from {marts}.general_ledger as l
left join {live}.booking_files as f
  on f.dossier_id = l.dossier_id
  and f.bookyear_id = l.bookyear_id
  and case f.journal_type when 1 then 'A' when 2 then 'V' end
    || cast(f.journal_nr as varchar) = l.journal_key
  and f.document_sequence_nr = l.document_sequence_nr
where l.dossier_id in ({dossiers}) and l.relation_id = {relation}
group by l.dossier_id, l.bookyear_id, l.journal_key, l.document_sequence_nr
order by l.dossier_id, l.bookyear_id, l.journal_key, l.document_sequence_nr
