-- 5. Opening = closing: a bookyear opens with the balances that the one before closed with, its
-- result (classes 6 and 7) carried to 140000 when it is a profit, to 141000 when it is a loss.
-- A row is an account whose opening differs from its closing balance.
-- Where to look: the opening journal of the bookyear; it may be from before a late correction.
-- The API does not say which journal holds the opening: seeds.opening_journals does.
with years as (
  select dossier_id, bookyear_id as next_id,
    lag(bookyear_id) over (partition by dossier_id order by start_date) as bookyear_id
  from live.bookyears
),
closing as (
  select y.dossier_id, y.next_id, b.account_nr, b.booking_amount as amount
  from years as y
  join live.bookings as b
    on b.dossier_id = y.dossier_id and b.bookyear_id = y.bookyear_id
),
results as (
  select dossier_id, next_id, sum(amount) as amount
  from closing
  where account_nr >= 600000
  group by dossier_id, next_id
),
carried as (
  select dossier_id, next_id, account_nr, amount
  from closing
  where account_nr < 600000
  union all
  select dossier_id, next_id, case when amount <= 0 then 140000 else 141000 end, amount
  from results
),
expected as (
  select dossier_id, next_id, account_nr, sum(amount) as amount
  from carried
  group by dossier_id, next_id, account_nr
),
opening as (
  select b.dossier_id, b.bookyear_id as next_id, b.account_nr, sum(b.booking_amount) as amount
  from live.bookings as b
  join seeds.opening_journals as o on o.journal_key = b.journal_key
  join years as y
    on y.dossier_id = b.dossier_id and y.next_id = b.bookyear_id and y.bookyear_id is not null
  group by b.dossier_id, b.bookyear_id, b.account_nr
)
select
  coalesce(e.dossier_id, o.dossier_id) as dossier_id,
  coalesce(e.next_id, o.next_id) as bookyear_id,
  coalesce(e.account_nr, o.account_nr) as account_nr,
  coalesce(e.amount, 0) as closing_before, coalesce(o.amount, 0) as opening
from expected as e
full outer join opening as o
  on o.dossier_id = e.dossier_id and o.next_id = e.next_id and o.account_nr = e.account_nr
where coalesce(e.amount, 0) <> coalesce(o.amount, 0)
