{%- set document = ['dossier_id', 'bookyear_id', 'journal_key', 'document_sequence_nr'] -%}
{%- set languages = ['nl', 'fr', 'en'] -%}
with first_days as (
  select dossier_id, relation_id, min(document_date) as document_date
  from {{ ref('trade_lines') }}
  where document_type = 1 and relation_id is not null
  group by dossier_id, relation_id
),

first_purchases as (
  select
    {{ tap_octopus.listed(document, 'l') }},
    l.relation_id,
    l.document_date,
    sum(l.base_amount) as amount
  from {{ ref('trade_lines') }} as l
  join first_days as f
    on f.dossier_id = l.dossier_id
    and f.relation_id = l.relation_id
    and f.document_date = l.document_date
  where
    l.document_type = 1
    and l.document_date > cast({{ dbt.dateadd('day', -90, tap_octopus.as_of()) }} as date)
    and l.document_date <= {{ tap_octopus.as_of() }}
  group by {{ tap_octopus.listed(document, 'l') }}, l.relation_id, l.document_date
),

reasons as (
  {%- for reason, (found, low, high, detail) in {
    'amount': ('documents_before >= 5 and (amount > 2 * largest or 4 * amount < smallest)',
      'smallest', 'largest', 'null'),
    'account': ('new_accounts is not null', 'null', 'null', 'new_accounts'),
    'vat_code': ('new_codes is not null', 'null', 'null', 'new_codes'),
    'rhythm': ('documents_before >= 5 and alike is not null', 'null', 'null', 'alike'),
    'new_supplier': ('amount >= 1000', 'null', 'null', 'null'),
  }.items() %}
  select
    {{ document | join(', ') }},
    '{{ reason }}' as reason,
    relation_id,
    document_date,
    amount,
    {%- for name, value in {'low': low, 'high': high}.items() %}
    cast({{ value }} as {{ tap_octopus.type_amount() }}) as expected_{{ name }},
    {%- endfor %}
    cast({{ detail }} as {{ dbt.type_string() }}) as detail
  from {{ 'first_purchases' if reason == 'new_supplier' else ref('purchase_habits') }}
  where {{ found }}
  {{ 'union all' if not loop.last }}
  {%- endfor %}
)

select
  {{ tap_octopus.listed(document, 'f') }},
  f.reason,
  f.relation_id,
  {{ tap_octopus.relation_name('r') }} as relation_name,
  f.document_date,
  f.amount,
  f.expected_low,
  f.expected_high,
  f.detail,
  {%- for language in languages %}
  {{ tap_octopus.filled('s.text_' ~ language, {
    'document': tap_octopus.document('f'),
    'relation': tap_octopus.relation_name('r'),
    'date': tap_octopus.date_text('f.document_date'),
    'amount': tap_octopus.amount_text('f.amount', language),
    'low': tap_octopus.amount_text('f.expected_low', language),
    'high': tap_octopus.amount_text('f.expected_high', language),
    'detail': 'f.detail',
  }) }} as sentence_{{ language }}{{ ',' if not loop.last }}
  {%- endfor %}
from reasons as f
join {{ ref('sentences') }} as s on s.sentence = {{ tap_octopus.concat("'unusual_'", 'f.reason') }}
left join {{ ref('live_relations') }} as r
  on r.dossier_id = f.dossier_id and r.relation_id = f.relation_id
