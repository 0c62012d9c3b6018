-- What is left of a result after its appropriation is what then stands on 14.
with carried as (
  select distinct a.dossier_id, a.bookyear_id
  from {{ ref('account_months') }} as a
  join {{ ref('dossier_statutory_lines') }} as l
    on l.dossier_id = a.dossier_id and l.account_nr = a.account_nr
  where l.line in ('690', '693', '790', '793') and a.movement <> 0
),

sums as (
  select
    i.dossier_id,
    i.bookyear_id,
    i.month,
    sum(case when i.line = '14' then i.amount else 0 end) as amount,
    sum(case
      when i.line in ('9906', '791/2', '794') then i.amount
      when i.line in ('691/2', '694/7') then -i.amount
      else 0
    end) as expected,
    row_number() over (partition by i.dossier_id, i.bookyear_id order by i.month desc) as place
  from {{ ref('income_statement') }} as i
  join carried as c on c.dossier_id = i.dossier_id and c.bookyear_id = i.bookyear_id
  group by i.dossier_id, i.bookyear_id, i.month
)

select
  {{ tap_octopus.finding(
    's.dossier_id', bookyear_id='s.bookyear_id', amount='s.amount', expected='s.expected'
  ) }}
from sums as s
where s.place = 1 and s.amount <> s.expected
