{%- set as_of = tap_octopus.as_of() -%}
{%- set languages = ['nl', 'fr', 'en'] -%}
with dossiers as (
  select dossier_id, max(dossier_description) as dossier_description
  from {{ ref('live_dossiers') }}
  group by dossier_id
),

streams as (
  select
    dossier_id,
    max(case when stream = 'bookings' then synced_at end) as last_sync_at,
    {%- for name, which in {'refused': "outcome = 'refused'", 'late': 'is_late = ' ~ tap_octopus.yes()}.items() %}
    {{ tap_octopus.text_list('case when ' ~ which ~ ' then stream end', "', '", 'stream') }}
      as {{ name }}_streams{{ ',' if not loop.last }}
    {%- endfor %}
  from {{ ref('sync_monitor') }}
  group by dossier_id
),

told as (
  select
    f.*,
    d.last_purchase_date,
    d.last_sale_date,
    d.last_statement_date,
    d.documents_not_booked,
    d.documents,
    d.lines,
    r.return_start,
    r.return_end,
    r.declarant_type,
    r.due_date_tolerated,
    r.vat_amount,
    s.last_sync_at,
    s.refused_streams,
    s.late_streams
  from {{ ref('desk_figures') }} as f
  join {{ ref('desk_documents') }} as d on d.dossier_id = f.dossier_id
  left join {{ ref('next_returns') }} as r on r.dossier_id = f.dossier_id
  left join streams as s on s.dossier_id = f.dossier_id
),

-- What stands in the way of filing the return, in this order.
reasons as (
  {%- for sentence, (found, amount, count, date) in {
    'no_return': ('return_start is null', 'null', 'null', 'null'),
    'period_runs': ('return_end >= ' ~ as_of, 'null', 'null', 'return_end'),
    'errors': ('errors > 0', 'null', 'errors', 'null'),
    'vat_warnings': ('vat_warnings > 0', 'null', 'vat_warnings', 'null'),
    'suspense': ('suspense_amount <> 0', 'suspense_amount', 'null', 'null'),
    'transfers': ('transfer_amount <> 0', 'transfer_amount', 'null', 'null'),
    'not_booked': ('documents_not_booked > 0', 'null', 'documents_not_booked', 'null'),
    'no_statement': ('last_statement_date is null', 'null', 'null', 'null'),
    'statement_old': ('return_end < ' ~ as_of ~ ' and last_statement_date < return_end', 'null', 'null', 'last_statement_date'),
  }.items() %}
  select
    dossier_id,
    {{ loop.index }} as place,
    '{{ sentence }}' as sentence,
    cast({{ amount }} as {{ tap_octopus.type_amount() }}) as amount,
    cast({{ count }} as {{ dbt.type_bigint() }}) as how_many,
    cast({{ date }} as date) as day
  from told
  where {{ found }}
  {{ 'union all' if not loop.last }}
  {%- endfor %}
),

sentences as (
  select
    r.dossier_id,
    r.place,
    {%- for language in languages %}
    {{ tap_octopus.filled('s.text_' ~ language, {
      'amount': tap_octopus.amount_text('r.amount', language),
      'count': 'cast(r.how_many as ' ~ dbt.type_string() ~ ')',
      'date': tap_octopus.date_text('r.day'),
    }) }} as text_{{ language }}{{ ',' if not loop.last }}
    {%- endfor %}
  from reasons as r
  join {{ ref('sentences') }} as s on s.sentence = r.sentence
),

joined as (
  select
    dossier_id,
    {%- for language in languages %}
    {{ tap_octopus.text_list('text_' ~ language, "'; '", 'place') }} as reasons_{{ language }}
    {{- ',' if not loop.last }}
    {%- endfor %}
  from sentences
  group by dossier_id
)

select
  t.dossier_id,
  d.dossier_description,
  {{ as_of }} as as_of,
  t.return_start,
  t.return_end,
  t.declarant_type,
  t.due_date_tolerated as vat_due_date,
  t.vat_amount,
  {{ tap_octopus.truth('j.dossier_id is null') }} as can_be_filed,
  {%- for language in languages %}
  j.reasons_{{ language }},
  {%- endfor %}
  t.last_purchase_date,
  t.last_sale_date,
  t.last_statement_date,
  {{ dbt.datediff('t.last_statement_date', as_of, 'day') }} as days_without_statement,
  t.suspense_amount,
  t.transfer_amount,
  t.unmatched_bank_lines,
  t.documents_not_booked,
  t.errors,
  t.warnings,
  t.hints,
  t.overdue_over_60,
  t.open_receivable,
  t.open_payable,
  t.cash,
  t.result,
  t.result_last_year,
  t.last_sync_at,
  t.refused_streams,
  t.late_streams,
  round({{ tap_octopus.quotient(tap_octopus.cents('t.documents'), '12') }}, 1) as documents_per_month,
  round({{ tap_octopus.quotient(tap_octopus.cents('t.lines'), '12') }}, 1) as lines_per_month
from told as t
left join dossiers as d on d.dossier_id = t.dossier_id
left join joined as j on j.dossier_id = t.dossier_id
