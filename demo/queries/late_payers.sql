-- Each row is a customer who owes something overdue, the oldest debt first, and how late this
-- customer usually pays.
select d.dossier_description as dossier, i.relation_name as customer, count(*) as invoices,
  min(i.expiry_date) as "due since", max(i.days_overdue) as "days overdue",
  sum(i.open_amount) as "still open", max(p.average_days_late) as "days late, usually"
from marts.open_items as i
join live.dossiers as d using (dossier_id)
left join marts.payment_behaviour as p using (dossier_id, relation_id)
where i.side = 'customers' and i.days_overdue > 0
group by d.dossier_id, d.dossier_description, i.relation_id, i.relation_name
having sum(i.open_amount) > 0
order by "days overdue" desc, "still open" desc
limit 8
