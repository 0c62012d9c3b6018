-- Each row is a document that the second run added, changed or removed.
select
  case when was.lines is null then 'added' when now.lines is null then 'deleted' else 'changed' end
    as document,
  o.dossier_description as dossier,
  concat_ws(' ', journal_key, document_sequence_nr) as number,
  coalesce(now.relation, was.relation) as relation,
  concat_ws(' to ', was.lines, nullif(now.lines, was.lines)) as lines,
  was.amount as "amount before", now.amount as "amount now"
from documents_before as was
full join documents_now as now
  using (dossier_id, bookyear_id, journal_key, document_sequence_nr)
join live.dossiers as o using (dossier_id)
where was.content is distinct from now.content
order by dossier_id, bookyear_id, journal_key, document_sequence_nr
