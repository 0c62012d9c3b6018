-- Documents and lines of the twelve full months before the month of the day.
select
  dossier_id, month, cast(sum(document_count) as bigint) as documents,
  cast(sum(line_count) as bigint) as lines
from {staging}.ledger_months
where
  dossier_id in ({dossiers})
  and not is_opening
  and month < date_trunc('month', {as_of})
  and month >= date_trunc('month', {as_of}) - interval '1 year'
group by dossier_id, month
order by dossier_id, month
