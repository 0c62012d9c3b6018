-- 5. Opening = closing: a bookyear opens with the balances that the one before closed with, its
-- result (classes 6 and 7) carried to 140000 when it is a profit, to 141000 when it is a loss.
-- A row is an account whose opening differs from its closing balance.
with years as (
  select
    dossier_id,
    bookyear_id as next_id,
    lag(bookyear_id) over (partition by dossier_id order by start_date) as bookyear_id
  from {{ ref('live_bookyears') }}
),

closing as (
  select y.dossier_id, y.next_id, b.account_nr, b.account_class, b.balance as amount
  from years as y
  join {{ ref('trial_balance') }} as b
    on b.dossier_id = y.dossier_id and b.bookyear_id = y.bookyear_id
),

results as (
  select dossier_id, next_id, sum(amount) as amount
  from closing
  where account_class >= 6
  group by dossier_id, next_id
),

expected as (
  select dossier_id, next_id, account_nr, sum(amount) as amount
  from (
    select dossier_id, next_id, account_nr, amount from closing where account_class < 6
    union all
    select dossier_id, next_id, case when amount <= 0 then 140000 else 141000 end, amount
    from results
  ) as carried
  group by dossier_id, next_id, account_nr
),

opening as (
  select y.dossier_id, y.next_id, b.account_nr, b.opening as amount
  from years as y
  join {{ ref('trial_balance') }} as b
    on b.dossier_id = y.dossier_id and b.bookyear_id = y.next_id
  where y.bookyear_id is not null
),

compared as (
  select
    coalesce(e.dossier_id, o.dossier_id) as dossier_id,
    coalesce(e.next_id, o.next_id) as bookyear_id,
    coalesce(e.account_nr, o.account_nr) as account_nr,
    coalesce(e.amount, 0) as closing_before,
    coalesce(o.amount, 0) as opening
  from expected as e
  full outer join opening as o
    on o.dossier_id = e.dossier_id and o.next_id = e.next_id and o.account_nr = e.account_nr
)

select
  c.*,
  {{ tap_octopus.say(
    "'Account '", 'c.account_nr', "' opens bookyear '", 'c.bookyear_id', "' of dossier '",
    'c.dossier_id', "' with '", 'c.opening', "'; the year before closed with '", 'c.closing_before',
    "'. Look at the opening entry: it may be from before a late correction, or not be booked yet.'"
  ) }} as message
from compared as c
where closing_before <> opening
