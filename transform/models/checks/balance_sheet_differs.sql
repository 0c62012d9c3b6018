with sides as (
  select
    dossier_id,
    bookyear_id,
    month,
    sum(case when line = '20/58' then amount else 0 end) as assets,
    sum(case when line = '10/49' then amount else 0 end) as liabilities
  from {{ ref('balance_sheet') }}
  where line in ('20/58', '10/49')
  group by dossier_id, bookyear_id, month
),

-- What is wrong in one month stays so: the first month of each bookyear is told.
differing as (
  select
    *,
    row_number() over (partition by dossier_id, bookyear_id order by month) as place
  from sides
  where assets <> liabilities
)

select
  {{ tap_octopus.finding(
    'd.dossier_id',
    bookyear_id='d.bookyear_id',
    subject="substring(" ~ tap_octopus.say('d.month') ~ ", 1, 7)",
    amount='d.assets',
    expected='d.liabilities'
  ) }}
from differing as d
where d.place = 1
