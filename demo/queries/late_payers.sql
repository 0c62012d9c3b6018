-- Each row is a customer who owes something overdue, the oldest debt first.
select o.dossier_description as dossier, r.name as customer, count(*) as invoices,
  min(i.expiration_date) as "due since",
  max(i.synced_at)::date - min(i.expiration_date) as "days overdue",
  sum(i.open_booking_amount) as "still open"
from live.report_open_clients as i
join live.relations as r using (dossier_id, relation_id)
join live.dossiers as o using (dossier_id)
where i.expiration_date < i.synced_at::date
group by o.dossier_id, o.dossier_description, r.relation_id, r.name
having sum(i.open_booking_amount) > 0
order by "days overdue" desc, "still open" desc
limit 8
