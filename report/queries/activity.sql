-- Documents and lines of the twelve full months before the month of the day.
select
  dossier_id, month, count(*) as documents, cast(sum(lines) as bigint) as lines
from (
  select
    dossier_id, bookyear_id, journal_key, document_sequence_nr, min(month) as month,
    count(*) as lines
  from {marts}.general_ledger
  where dossier_id in ({dossiers})
  group by dossier_id, bookyear_id, journal_key, document_sequence_nr
) as documents
where
  month < date_trunc('month', {as_of}) and month >= date_trunc('month', {as_of}) - interval '1 year'
group by dossier_id, month
order by dossier_id, month
