-- Each row is a dossier: what is open by Octopus' own reports equals the control accounts of its
-- newest bookyear, which begins with an opening entry and so holds the years before it too.
with newest as (
  select distinct on (dossier_id) dossier_id, bookyear_id
  from live.bookyears
  order by dossier_id, start_date desc
),
controls as (
  select b.dossier_id,
    coalesce(sum(b.booking_amount) filter (where b.account_nr / 1000 = 400), 0) as clients,
    coalesce(sum(b.booking_amount) filter (where b.account_nr / 1000 = 440), 0) as suppliers
  from live.bookings as b
  join newest using (dossier_id, bookyear_id)
  group by b.dossier_id
),
clients as (
  select dossier_id, sum(open_booking_amount) as open
  from live.report_open_clients
  group by dossier_id
),
suppliers as (
  select dossier_id, sum(open_booking_amount) as open
  from live.report_open_suppliers
  group by dossier_id
)
select o.dossier_description as dossier,
  coalesce(c.open, 0) as "customers owe", a.clients as "account 400",
  coalesce(c.open, 0) - a.clients as difference,
  coalesce(s.open, 0) as "suppliers", a.suppliers as "account 440",
  coalesce(s.open, 0) - a.suppliers as "difference "
from live.dossiers as o
join controls as a using (dossier_id)
left join clients as c using (dossier_id)
left join suppliers as s using (dossier_id)
order by o.dossier_id
