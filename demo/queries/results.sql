-- Each row is a bookyear of a dossier: revenue, spend and the result before tax, in the currency of
-- the dossier. Nothing is counted twice: an opening entry holds classes 1 to 5 only, and the entry
-- that closes a year sends its result through 69 and 79, which are left out.
select o.dossier_description as dossier,
  concat(to_char(y.start_date, 'YYYY-MM'), ' to ', to_char(y.end_date, 'YYYY-MM')) as bookyear,
  -sum(amount) filter (where class = 70) as "revenue 70",
  sum(amount) filter (where class = 60) as "goods 60",
  sum(amount) filter (where class = 61) as "services 61",
  sum(amount) filter (where class = 62) as "staff 62",
  sum(amount) filter (where class between 63 and 66 or class between 71 and 76) as other,
  -sum(amount) filter (where class between 60 and 66 or class between 70 and 76) as result
from (
  select dossier_id, bookyear_id, account_nr / 10000 as class, booking_amount as amount
  from live.bookings
) as b
join live.bookyears as y using (dossier_id, bookyear_id)
join live.dossiers as o using (dossier_id)
group by o.dossier_id, o.dossier_description, y.start_date, y.end_date
order by o.dossier_id, y.start_date
