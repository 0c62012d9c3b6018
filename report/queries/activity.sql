-- Documents and lines of the twelve full months before the month of the day.
select
  dossier_id, cast(date_trunc('month', document_date) as date) as month, count(*) as documents,
  cast(sum(line_count) as bigint) as lines
from {staging}.ledger_documents
where
  dossier_id in ({dossiers})
  and not is_opening
  and document_date < date_trunc('month', {as_of})
  and document_date >= date_trunc('month', {as_of}) - interval '1 year'
group by dossier_id, cast(date_trunc('month', document_date) as date)
order by dossier_id, month
