-- Each row is a VAT return: what is due, what is deductible, the result, and when it must be filed.
select d.dossier_description as dossier, v.return_start as "from", v.return_end as until,
  v.grid_xx as "due XX", v.grid_yy as "deductible YY", v.grid_71 as "to pay 71",
  v.grid_72 as "to get back 72", v.due_date as "file until"
from marts.vat_returns as v
join live.dossiers as d using (dossier_id)
where v.return_end > (select max(synced_at) - interval '4 months' from live.sync_status)
order by d.dossier_id, v.return_start
