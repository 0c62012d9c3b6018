-- Each row is a cost centre in the newest bookyear: what it brings, what it costs, what remains.
select d.dossier_description as dossier, m.cost_centre_description as "cost centre",
  sum(m.revenue) as revenue, sum(m.costs) as costs, sum(m.margin) as margin
from marts.margin as m
join live.dossiers as d using (dossier_id)
join live.bookyears as y using (dossier_id, bookyear_id)
where y.start_date = (
  select max(n.start_date) from live.bookyears as n where n.dossier_id = m.dossier_id
)
group by d.dossier_id, d.dossier_description, m.cost_centre_id, m.cost_centre_description
order by d.dossier_id, margin desc
