with found as (
  {%- for check_name in tap_octopus.check_names() %}
  select '{{ check_name }}' as check_name, c.* from {{ ref(check_name) }} as c
  {{ 'union all' if not loop.last }}
  {%- endfor %}
)

select
  f.dossier_id,
  f.bookyear_id,
  f.check_name,
  coalesce(c.severity, 'warning') as severity,
  f.subject,
  f.journal_key,
  f.document_sequence_nr,
  f.account_nr,
  f.relation_id,
  f.detail,
  f.amount,
  f.expected,
  {%- for language in ['nl', 'fr', 'en'] %}
  {{ tap_octopus.sentence(language) }} as sentence_{{ language }}{{ ',' if not loop.last }}
  {%- endfor %}
from found as f
left join {{ ref('checks') }} as c on c.check_name = f.check_name
left join {{ ref('live_bookyears') }} as y
  on y.dossier_id = f.dossier_id and y.bookyear_id = f.bookyear_id
