with ledger as (
  select
    dossier_id,
    bookyear_id,
    account_nr,
    min(account_class) as account_class,
    sum(case when is_opening = {{ tap_octopus.yes() }} then amount else 0 end) as opening,
    sum(case when is_opening = {{ tap_octopus.yes() }} then 0 else debit end) as debit,
    sum(case when is_opening = {{ tap_octopus.yes() }} then 0 else credit end) as credit
  from {{ ref('ledger_months') }}
  group by dossier_id, bookyear_id, account_nr
),

-- What the years before left: those since the last opening entry, which holds all before it. The
-- result of a year (classes 6 to 9) goes on as one amount, under the account number 0.
left_before as (
  select
    y.dossier_id,
    y.bookyear_id,
    case when l.account_class > 5 then 0 else l.account_nr end as account_nr,
    sum(l.opening + l.debit - l.credit) as amount
  from {{ ref('bookyear_openings') }} as y
  join {{ ref('bookyear_openings') }} as b
    on b.dossier_id = y.dossier_id
    and b.place < y.place
    and b.chain = y.chain - case when y.has_opening_entry = {{ tap_octopus.yes() }} then 1 else 0 end
  join ledger as l on l.dossier_id = b.dossier_id and l.bookyear_id = b.bookyear_id
  group by
    y.dossier_id,
    y.bookyear_id,
    case when l.account_class > 5 then 0 else l.account_nr end
),

octopus as (
  select dossier_id, bookyear_id, account_nr, sum(amount) as balance
  from {{ ref('account_movements') }}
  group by dossier_id, bookyear_id, account_nr
),

parts as (
  select
    dossier_id, bookyear_id, account_nr, opening, debit, credit, 0 as left_before, 0 as octopus
  from ledger
  union all
  select dossier_id, bookyear_id, account_nr, 0, 0, 0, amount, 0 from left_before
  union all
  select dossier_id, bookyear_id, account_nr, 0, 0, 0, 0, balance from octopus
),

sums as (
  select
    p.dossier_id,
    p.bookyear_id,
    p.account_nr,
    sum(p.opening) as entered,
    sum(p.debit) as debit,
    sum(p.credit) as credit,
    sum(p.left_before) as left_before,
    sum(p.octopus) as octopus
  from parts as p
  group by p.dossier_id, p.bookyear_id, p.account_nr
),

opened as (
  select
    s.*,
    coalesce(y.has_opening_entry, {{ tap_octopus.truth('s.entered <> 0') }}) as has_opening_entry,
    {{ tap_octopus.truth('b.bookyear_id is not null') }} as has_years_before,
    case when y.has_opening_entry = {{ tap_octopus.no() }} then s.left_before else s.entered end as opening
  from sums as s
  left join {{ ref('bookyear_openings') }} as y
    on y.dossier_id = s.dossier_id and y.bookyear_id = s.bookyear_id
  left join (select distinct dossier_id, bookyear_id from left_before) as b
    on b.dossier_id = s.dossier_id and b.bookyear_id = s.bookyear_id
),

-- Classes 6 to 9 begin each bookyear at nothing: they are in no closing that an entry repeats.
classed as (
  select
    c.*,
    {{ tap_octopus.truth('c.has_opening_entry = ' ~ tap_octopus.yes() ~ ' and c.has_years_before = ' ~ tap_octopus.yes() ~ ' and c.account_class < 6') }} as is_compared
  from (
    select
      o.*,
      case when o.account_nr = 0 then 1 else {{ tap_octopus.account_class('o.account_nr') }} end
        as account_class
    from opened as o
  ) as c
)

select
  b.dossier_id,
  b.bookyear_id,
  b.account_nr,
  case
    when b.account_nr = 0 then 'result of earlier years, not carried over'
    else {{ tap_octopus.translated('a.description') }}
  end as account_description,
  b.account_class,
  b.opening,
  case
    when b.has_opening_entry = {{ tap_octopus.yes() }} then 'entry'
    when b.has_years_before = {{ tap_octopus.yes() }} then 'carried'
    else 'none'
  end as opening_source,
  b.debit,
  b.credit,
  b.opening + b.debit - b.credit as balance,
  case when c.dossier_id is not null and b.account_nr <> 0 then b.octopus end as octopus_balance,
  case when c.dossier_id is not null and b.account_nr <> 0
    then b.entered + b.debit - b.credit - b.octopus end as difference,
  {{ tap_octopus.truth('b.has_years_before = ' ~ tap_octopus.yes() ~ ' and b.has_opening_entry = ' ~ tap_octopus.no()) }} as is_provisional,
  case when b.is_compared = {{ tap_octopus.yes() }} then b.left_before end as closing_before,
  case when b.is_compared = {{ tap_octopus.yes() }} then b.entered - b.left_before end as carry_over_difference
from classed as b
left join {{ tap_octopus.dossiers_with('account_amounts') }} as c on c.dossier_id = b.dossier_id
left join {{ ref('live_accounts') }} as a
  on a.dossier_id = b.dossier_id
  and a.bookyear_id = b.bookyear_id
  and a.account_nr = b.account_nr
where
  (b.account_nr <> 0 or b.has_opening_entry = {{ tap_octopus.no() }})
  and (
    b.opening <> 0 or b.debit <> 0 or b.credit <> 0 or b.left_before <> 0 or b.octopus <> 0
    or b.entered <> 0
  )
