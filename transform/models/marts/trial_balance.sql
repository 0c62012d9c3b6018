with ledger as (
  select
    dossier_id,
    bookyear_id,
    account_nr,
    sum(case when is_opening then booking_amount else 0 end) as opening,
    sum(case when is_opening then 0 else debit end) as debit,
    sum(case when is_opening then 0 else credit end) as credit
  from {{ ref('general_ledger') }}
  group by dossier_id, bookyear_id, account_nr
),

octopus as (
  select dossier_id, bookyear_id, account_nr, sum(amount) as balance
  from {{ ref('account_movements') }}
  group by dossier_id, bookyear_id, account_nr
),

compared as (
  select
    coalesce(l.dossier_id, o.dossier_id) as dossier_id,
    coalesce(l.bookyear_id, o.bookyear_id) as bookyear_id,
    coalesce(l.account_nr, o.account_nr) as account_nr,
    coalesce(l.opening, 0) as opening,
    coalesce(l.debit, 0) as debit,
    coalesce(l.credit, 0) as credit,
    coalesce(l.opening + l.debit - l.credit, 0) as balance,
    coalesce(o.balance, 0) as octopus_balance
  from ledger as l
  full outer join octopus as o
    on o.dossier_id = l.dossier_id
    and o.bookyear_id = l.bookyear_id
    and o.account_nr = l.account_nr
)

select
  b.dossier_id,
  b.bookyear_id,
  b.account_nr,
  {{ tap_octopus.translated('a.description') }} as account_description,
  {{ tap_octopus.account_class('b.account_nr') }} as account_class,
  b.opening,
  b.debit,
  b.credit,
  b.balance,
  case when c.dossier_id is not null then b.octopus_balance end as octopus_balance,
  case when c.dossier_id is not null then b.balance - b.octopus_balance end as difference
from compared as b
left join {{ tap_octopus.dossiers_with('account_amounts') }} as c on c.dossier_id = b.dossier_id
left join {{ ref('live_accounts') }} as a
  on a.dossier_id = b.dossier_id
  and a.bookyear_id = b.bookyear_id
  and a.account_nr = b.account_nr
