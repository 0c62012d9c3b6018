-- A transfer that is under way has left one account and not reached the other: one leg more than the
-- other. As many that left as arrived must cancel. What the history begins with has no legs to count.
with transfers as (
  select
    l.dossier_id,
    l.account_nr,
    sum(l.booking_amount) as amount,
    sum(case when l.booking_amount > 0 then 1 when l.booking_amount < 0 then -1 else 0 end)
      as legs_more
  from {{ ref('general_ledger') }} as l
  join {{ ref('dossier_account_roles') }} as t
    on t.dossier_id = l.dossier_id and t.account_nr = l.account_nr and t.role = 'transfers'
  where l.is_repeated_opening = {{ tap_octopus.no() }}
  group by l.dossier_id, l.account_nr
  having max(case when l.is_opening = {{ tap_octopus.yes() }} and l.booking_amount <> 0 then 1 else 0 end) = 0
)

select
  {{ tap_octopus.finding(
    't.dossier_id',
    account_nr='t.account_nr',
    subject=tap_octopus.account_text('t.account_nr'),
    amount='t.amount',
    expected='0'
  ) }}
from transfers as t
where t.amount <> 0 and t.legs_more = 0
