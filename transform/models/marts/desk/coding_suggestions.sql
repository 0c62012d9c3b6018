with lines as (
  select
    dossier_id,
    relation_id,
    account_nr,
    coalesce(vat_code, '') as vat_code,
    count(*) as line_count,
    sum(base_amount) as base_amount,
    max(document_date) as last_date
  from {{ ref('trade_lines') }}
  where
    document_type = 1
    and relation_id is not null
    and account_nr is not null
    and document_date > cast({{ dbt.dateadd('month', -12, tap_octopus.as_of()) }} as date)
    and document_date <= {{ tap_octopus.as_of() }}
  group by dossier_id, relation_id, account_nr, coalesce(vat_code, '')
),

counted as (
  select
    l.*,
    sum(l.line_count) over (partition by l.dossier_id, l.relation_id) as lines_of_supplier,
    row_number() over (
      partition by l.dossier_id, l.relation_id
      order by l.line_count desc, l.base_amount desc, l.account_nr, l.vat_code
    ) as place
  from lines as l
)

select
  c.dossier_id,
  c.relation_id,
  {{ tap_octopus.relation_name('r') }} as relation_name,
  c.place,
  c.account_nr,
  a.description as account_description,
  c.vat_code,
  c.line_count,
  {{ tap_octopus.quotient(tap_octopus.cents('100 * c.line_count'), 'c.lines_of_supplier') }} as share,
  c.base_amount,
  c.last_date
from counted as c
left join {{ ref('dim_account') }} as a
  on a.dossier_id = c.dossier_id and a.account_nr = c.account_nr
left join {{ ref('live_relations') }} as r
  on r.dossier_id = c.dossier_id and r.relation_id = c.relation_id
