{#- What is open on a day: a query that other models may use, with any date as SQL. -#}
{% macro open_items_as_of(day) -%}
with items as (
  select
    side,
    dossier_id,
    bookyear_id,
    journal_key,
    document_sequence_nr,
    line_sequence_nr,
    max(relation_id) as relation_id,
    max(document_date) as document_date,
    max(expiry_date) as expiry_date,
    max(currency_code) as currency_code,
    sum(case when kind = 'booking' then amount else 0 end) as amount,
    sum(amount) as open_amount
  from {{ ref('tap_octopus', 'open_item_movements') }}
  where coalesce(movement_date, {{ day }}) <= {{ day }}  -- without any date it is open
  group by side, dossier_id, bookyear_id, journal_key, document_sequence_nr, line_sequence_nr
  having sum(amount) <> 0
),

aged as (
  select i.*, {{ dbt.datediff('i.expiry_date', day, 'day') }} as days_overdue
  from items as i
)

select
  a.side,
  a.dossier_id,
  a.bookyear_id,
  a.journal_key,
  a.document_sequence_nr,
  a.line_sequence_nr,
  a.relation_id,
  {{ tap_octopus.relation_name('r') }} as relation_name,
  a.document_date,
  a.expiry_date,
  a.currency_code,
  a.amount,
  a.open_amount,
  a.days_overdue,
  case
    when a.days_overdue > 90 then 'over 90'
    when a.days_overdue > 60 then '61-90'
    when a.days_overdue > 30 then '31-60'
    when a.days_overdue > 0 then '1-30'
    else 'not due'
  end as ageing
from aged as a
left join {{ ref('tap_octopus', 'live_relations') }} as r
  on r.dossier_id = a.dossier_id and r.relation_id = a.relation_id
{%- endmacro %}
