{%- set document = ['dossier_id', 'bookyear_id', 'journal_key', 'document_sequence_nr'] -%}
with fields as (
  select
    {%- for column in document %}
    d.{{ column }},
    {%- endfor %}
    {{ tap_octopus.field('line', 'custom_field_id', 'integer') }} as custom_field_id,
    {{ tap_octopus.field('line', 'value') }} as value
  from {{ ref('live_invoices') }} as d
  {{ tap_octopus.unnest('d.custom_field_value_list', 'line') }}
),

named as (
  {{ tap_octopus.for_each_dossier('salesperson_fields', ['field']) }}
),

parts as (
  -- One below the other and seen through a window: databases guess badly at joins of four columns.
  select
    {%- for column in document %}
    {{ column }},
    {%- endfor %}
    document_date,
    extern_product_nr,
    quantity,
    amount,
    cast(null as {{ dbt.type_string() }}) as salesperson,
    0 as is_booked
  from {{ ref('invoice_lines') }}
  union all
  select {% for column in document %}v.{{ column }}, {% endfor %}null, null, null, null, v.value, 0
  from fields as v
  join {{ ref('live_customfields') }} as f
    on f.dossier_id = v.dossier_id and f.custom_field_id = v.custom_field_id
  join named as n
    on n.dossier_id = f.dossier_id
    and n.field in (f.description_nl, f.description_fr, f.description_en, f.description_de)
  union all
  select {% for column in document %}{{ column }}, {% endfor %}null, null, null, null, null, 1
  from {{ ref('booked_sales') }}
),

documents as (
  select
    p.*,
    min(p.salesperson) over (partition by {{ document | join(', ') }}) as its_salesperson,
    max(p.is_booked) over (partition by {{ document | join(', ') }}) as its_booked
  from parts as p
)

select
  {%- for column in document %}
  {{ column }},
  {%- endfor %}
  {{ tap_octopus.first_of_month('document_date') }} as month,
  coalesce(extern_product_nr, '') as extern_product_nr,
  coalesce(its_salesperson, '') as salesperson,
  quantity,
  amount
from documents
where document_date is not null and its_booked = 1
