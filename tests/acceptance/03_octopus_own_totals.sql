-- 3. Octopus' own totals: what is booked on an account in a period is what Octopus counts there.
-- A row is an account and period of which the ledger and account_amounts differ.
-- Where to look: the history of that account in that period.
-- Written for a balance that is the movement of the period. Where Octopus gives the balance up to
-- the end of the period, sum the ledger over that period and those before it in the bookyear.
with ledger as (
  select dossier_id, bookyear_id, bookyear_period_nr, account_nr, sum(booking_amount) as balance
  from live.bookings
  group by dossier_id, bookyear_id, bookyear_period_nr, account_nr
),
octopus as (
  select dossier_id, bookyear_id, bookyear_period_nr, account_nr, sum(balance) as balance
  from live.account_amounts
  group by dossier_id, bookyear_id, bookyear_period_nr, account_nr
)
select
  coalesce(l.dossier_id, o.dossier_id) as dossier_id,
  coalesce(l.bookyear_id, o.bookyear_id) as bookyear_id,
  coalesce(l.bookyear_period_nr, o.bookyear_period_nr) as bookyear_period_nr,
  coalesce(l.account_nr, o.account_nr) as account_nr,
  coalesce(l.balance, 0) as ledger, coalesce(o.balance, 0) as octopus
from ledger as l
full outer join octopus as o
  on o.dossier_id = l.dossier_id
  and o.bookyear_id = l.bookyear_id
  and o.bookyear_period_nr = l.bookyear_period_nr
  and o.account_nr = l.account_nr
where coalesce(l.balance, 0) <> coalesce(o.balance, 0)
