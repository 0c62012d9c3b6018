{%- set threshold = var('client_listing_threshold') -%}
{%- set counted = 'invoiced' if var('client_listing_threshold_on') == 'gross' else 'turnover' -%}
with sales as (
  select
    l.dossier_id,
    {{ tap_octopus.part_of_date('year', 'l.document_date') }} as calendar_year,
    case when n.kind = 'belgian' then n.vat_identity else n.written end as enterprise_nr,
    n.kind,
    n.name,
    l.relation_id,
    l.is_credit,
    l.base_amount,
    l.vat_amount,
    case when l.operation in (
      'sale_eu_services', 'sale_eu_goods', 'sale_triangular', 'sale_export'
    ) then l.base_amount else 0 end as other_amount
  from {{ ref('trade_lines') }} as l
  join {{ ref('relation_numbers') }} as n
    on n.dossier_id = l.dossier_id and n.relation_id = l.relation_id
  where l.side = 'sale'
    and n.kind in ('belgian', 'not understood')
    and l.operation <> 'sale_exempt44'
    and l.document_date is not null
),

exempt as (
  {{ tap_octopus.for_each_dossier('exempt_customers', ['enterprise_nr']) }}
),

customers as (
  select
    dossier_id,
    calendar_year,
    enterprise_nr,
    kind,
    min(name) as name,
    count(distinct relation_id) as relations,
    sum(base_amount) as turnover,
    sum(vat_amount) as vat_amount,
    sum(other_amount) as other_turnover,
    sum(case when is_credit = {{ tap_octopus.yes() }} then 0 else base_amount end) as invoiced,
    sum(case when is_credit = {{ tap_octopus.yes() }} then 0 else other_amount end) as other_invoiced,
    min(case when is_credit = {{ tap_octopus.yes() }} then 1 else 0 end) as is_all_credit
  from sales
  {%- if not var('client_listing_other_grids') %}
  where other_amount = 0
  {%- endif %}
  group by dossier_id, calendar_year, enterprise_nr, kind
),

judged as (
  select
    c.*,
    {{ tap_octopus.truth('c.' ~ counted ~ ' > ' ~ threshold) }} as is_over,
    {{ tap_octopus.truth('c.' ~ counted ~ ' - c.other_' ~ counted ~ ' > ' ~ threshold) }} as is_over_without_other
  from customers as c
),

due as (
  select {{ tap_octopus.part_of_date('year', 'due_date') }} as due_year, due_date, due_date_tolerated
  from {{ ref('due_days') }}
  where {{ tap_octopus.part_of_date('month', 'due_date') }} = 3 and {{ tap_octopus.part_of_date('day', 'due_date') }} = 31
)

select
  j.dossier_id,
  j.calendar_year,
  j.enterprise_nr,
  j.name,
  j.relations,
  j.turnover,
  j.vat_amount,
  j.other_turnover,
  case when j.kind = 'belgian' then {{ tap_octopus.is_enterprise_nr('j.enterprise_nr') }} else {{ tap_octopus.no() }} end as is_valid,
  {{ tap_octopus.truth('j.is_over = ' ~ tap_octopus.yes() ~ ' or j.is_all_credit = 1') }} as is_listed,
  case
    when j.kind <> 'belgian' then 'number_not_understood'
    when j.is_over_without_other = {{ tap_octopus.yes() }} then 'over_threshold'
    when j.is_over = {{ tap_octopus.yes() }} then 'other_grids'
    when j.is_all_credit = 1 then 'credit_notes_only'
  end as reason,
  d.due_date,
  d.due_date_tolerated
from judged as j
left join due as d on d.due_year = j.calendar_year + 1
left join exempt as e
  on e.dossier_id = j.dossier_id and e.enterprise_nr = j.enterprise_nr
where e.enterprise_nr is null
