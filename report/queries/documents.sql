-- The documents that a figure may rest on: those of this bookyear and the one before, what is open,
-- and what the returns hold; with the names of the files that are attached.
select
  k.dossier_id, k.bookyear_id, k.journal_key, k.document_sequence_nr,
  min(l.document_date) as date,
  -- A bank statement has many relations and references: none of them is that of the document.
  case when min(l.relation_id) = max(l.relation_id) then max(l.relation_name) end as relation,
  case
    when min(coalesce(nullif(l.reference, ''), l.comment))
      = max(coalesce(nullif(l.reference, ''), l.comment))
    then max(coalesce(nullif(l.reference, ''), l.comment))
  end as reference,
  max(case when l.is_repeated_opening then 2 when l.is_opening then 1 else 0 end) as opening,
  max(f.files) as files
from (
  select l.dossier_id, l.bookyear_id, l.journal_key, l.document_sequence_nr
  from {marts}.general_ledger as l
  join ({window}) as w
    on w.dossier_id = l.dossier_id and l.bookyear_id in (w.bookyear_id, w.bookyear_before)
  union
  select dossier_id, bookyear_id, journal_key, document_sequence_nr
  from {marts}.open_item_movements
  where dossier_id in ({dossiers})
  group by dossier_id, bookyear_id, journal_key, document_sequence_nr
  having sum(amount) <> 0 or max(movement_date) > {as_of}
  union
  select dossier_id, bookyear_id, journal_key, document_sequence_nr
  from {marts}.vat_lines
  where dossier_id in ({dossiers}) and booking_date >= {as_of} - interval '16 months'
) as k
join {marts}.general_ledger as l
  on l.dossier_id = k.dossier_id
  and l.bookyear_id = k.bookyear_id
  and l.journal_key = k.journal_key
  and l.document_sequence_nr = k.document_sequence_nr
left join (
  select
    dossier_id, bookyear_id, document_sequence_nr,
    case journal_type when 1 then 'A' when 2 then 'V' when 3 then 'F' when 4 then 'D' end
    || cast(journal_nr as varchar) as journal_key,
    string_agg(distinct file_name, ', ' order by file_name) as files
  from {live}.booking_files
  where dossier_id in ({dossiers})
  group by dossier_id, bookyear_id, journal_type, journal_nr, document_sequence_nr
) as f
  on f.dossier_id = k.dossier_id
  and f.bookyear_id = k.bookyear_id
  and f.journal_key = k.journal_key
  and f.document_sequence_nr = k.document_sequence_nr
group by k.dossier_id, k.bookyear_id, k.journal_key, k.document_sequence_nr
order by k.dossier_id, k.bookyear_id, k.journal_key, k.document_sequence_nr
