-- Each row is a cost centre in the newest bookyear: what it sells, its gross margin (9900) and its
-- operating result (9901), by the definitions of the National Bank.
select d.dossier_description as dossier, r.cost_centre_description as "cost centre",
  sum(r.turnover) as turnover, sum(r.gross_margin) as "gross margin",
  sum(r.operating_result) as "operating result"
from marts.results as r
join live.dossiers as d using (dossier_id)
join live.bookyears as y using (dossier_id, bookyear_id)
where y.start_date = (
  select max(n.start_date) from live.bookyears as n
  where n.dossier_id = r.dossier_id and n.start_date <= (select max(synced_at) from live.sync_status)
)
group by d.dossier_id, d.dossier_description, r.cost_centre_id, r.cost_centre_description
order by d.dossier_id, "operating result" desc
