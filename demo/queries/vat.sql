-- Each row is a period of the VAT return: what is due, what is deductible, and the result.
select d.dossier_description as dossier, concat(v.period_start, ' to ', v.period_end) as period,
  sum(v.amount) filter (where v.grid = 'XX') as "due XX",
  sum(v.amount) filter (where v.grid = 'YY') as "deductible YY",
  sum(v.amount) filter (where v.grid = '71') as "to pay 71",
  sum(v.amount) filter (where v.grid = '72') as "to get back 72"
from marts.vat_position as v
join live.dossiers as d using (dossier_id)
where v.period_end > (select max(synced_at) - interval '4 months' from live.sync_status)
group by d.dossier_id, d.dossier_description, v.period_start, v.period_end
order by d.dossier_id, v.period_start
