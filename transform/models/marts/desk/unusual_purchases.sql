{%- set document = ['dossier_id', 'bookyear_id', 'journal_key', 'document_sequence_nr'] -%}
{%- set languages = ['nl', 'fr', 'en'] -%}
with reasons as (
  {%- for reason, (found, low, high, detail) in {
    'amount': ('documents_before >= 5 and (amount > 2 * largest or 4 * amount < smallest)',
      'smallest', 'largest', 'null'),
    'account': ('new_accounts is not null', 'null', 'null', 'new_accounts'),
    'vat_code': ('new_codes is not null', 'null', 'null', 'new_codes'),
    'rhythm': ('documents_before >= 5 and alike is not null', 'null', 'null', 'alike'),
    'new_supplier': ('is_first and amount >= 1000', 'null', 'null', 'null'),
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
  from {{ ref('purchase_habits') }}
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
join {{ ref('sentences') }} as s on s.sentence = 'unusual_' || f.reason
left join {{ ref('live_relations') }} as r
  on r.dossier_id = f.dossier_id and r.relation_id = f.relation_id
