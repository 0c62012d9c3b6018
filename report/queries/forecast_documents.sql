-- What each week of the forecast rests on: by the rules that cash_forecast tells in assumption.
with lags as (
  select dossier_id, relation_id, average_days_late, paid_amount
  from {marts}.payment_behaviour
  where dossier_id in ({dossiers})
),

means as (
  select
    dossier_id,
    sum(average_days_late * paid_amount) / nullif(sum(paid_amount), 0) as average_days_late
  from lags
  where average_days_late is not null
  group by dossier_id
),

expected as (
  select
    i.dossier_id, i.bookyear_id, i.journal_key, i.document_sequence_nr, 'customers' as source,
    i.expiry_date
    + cast(round(coalesce(l.average_days_late, m.average_days_late, 0)) as integer) as day,
    i.open_amount as amount
  from {marts}.open_items as i
  left join lags as l on l.dossier_id = i.dossier_id and l.relation_id = i.relation_id
  left join means as m on m.dossier_id = i.dossier_id
  where i.side = 'customers' and i.dossier_id in ({dossiers})
)
select
  dossier_id, bookyear_id, journal_key, document_sequence_nr, source,
  cast(date_trunc('week', greatest(day, {as_of})) as date) as week_start, amount
from expected
