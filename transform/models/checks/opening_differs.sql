-- A bookyear opens with the balances that the one before closed with. The result of that year goes to
-- an account of class 1 or waits on a suspense account: these are compared together.
with years as (
  select
    dossier_id,
    bookyear_id,
    has_opening_entry,
    lag(bookyear_id) over (partition by dossier_id order by place) as bookyear_before
  from {{ ref('bookyear_openings') }}
),

accounts as (
  select
    b.dossier_id,
    b.bookyear_id,
    case when b.account_class = 1 or s.account_nr is not null then 1 else b.account_nr end
      as account_nr,
    b.opening as amount,
    b.closing_before as expected
  from {{ ref('trial_balance') }} as b
  left join {{ ref('dossier_account_roles') }} as s
    on s.dossier_id = b.dossier_id and s.account_nr = b.account_nr and s.role = 'suspense'
  where b.closing_before is not null and b.account_class < 6
  union all
  select y.dossier_id, y.bookyear_id, 1, 0, b.balance
  from years as y
  join {{ ref('trial_balance') }} as b
    on b.dossier_id = y.dossier_id and b.bookyear_id = y.bookyear_before
  where y.has_opening_entry = {{ tap_octopus.yes() }} and (b.account_class > 5 or b.account_nr = 0)
),

compared as (
  select
    dossier_id,
    bookyear_id,
    account_nr,
    sum(amount) as amount,
    sum(expected) as expected
  from accounts
  group by dossier_id, bookyear_id, account_nr
)

select
  {{ tap_octopus.finding(
    'c.dossier_id',
    bookyear_id='c.bookyear_id',
    account_nr='nullif(c.account_nr, 1)',
    subject="case when c.account_nr = 1 then '1, 499' else "
      ~ tap_octopus.account_text('c.account_nr') ~ " end",
    amount='c.amount',
    expected='c.expected'
  ) }}
from compared as c
where c.amount <> c.expected
