with names as (
  -- The name that the newest bookyear of any dossier gives the account.
  select account_nr, description
  from (
    select
      a.account_nr,
      {{ tap_octopus.translated('a.description') }} as description,
      row_number() over (
        partition by a.account_nr
        order by
          case when {{ tap_octopus.translated('a.description') }} is null then 1 else 0 end,
          coalesce(y.start_date, cast('1900-01-01' as date)) desc,
          a.dossier_id,
          a.bookyear_id desc
      ) as place
    from {{ ref('live_accounts') }} as a
    left join {{ ref('live_bookyears') }} as y
      on y.dossier_id = a.dossier_id and y.bookyear_id = a.bookyear_id
  ) as named
  where place = 1
),

of_dossiers as (
  select dossier_id, account_nr, month, sum(amount) as movement
  from {{ ref('ledger_months') }}
  where is_repeated_opening = {{ tap_octopus.no() }}
  group by dossier_id, account_nr, month
),

inside as (
  select account_nr, month, sum(amount) as movement
  from {{ ref('intercompany') }}
  group by account_nr, month
),

months as (
  select
    d.account_nr,
    d.month,
    count(*) as dossiers,
    sum(d.movement) as movement,
    sum(d.movement) - coalesce(max(w.movement), 0) as movement_without_group
  from of_dossiers as d
  left join inside as w on w.account_nr = d.account_nr and w.month = d.month
  group by d.account_nr, d.month
  having sum(d.movement) <> 0 or max(w.movement) <> 0
)

select
  m.account_nr,
  m.month,
  n.description as account_description,
  m.dossiers,
  m.movement,
  {{ tap_octopus.running('m.movement', ['m.account_nr'], 'm.month') }} as balance,
  m.movement_without_group,
  {{ tap_octopus.running('m.movement_without_group', ['m.account_nr'], 'm.month') }}
    as balance_without_group
from months as m
left join names as n on n.account_nr = m.account_nr
