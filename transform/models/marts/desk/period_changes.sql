{%- set document = ['dossier_id', 'return_start', 'bookyear_id', 'journal_key', 'document_sequence_nr'] -%}
-- Only returns that are still followed, and what happened since they are.
with returns as (
  select r.dossier_id, r.return_start, max(r.dbt_valid_from) as seen_from
  from {{ ref('snap_document_grids') }} as r
  join {{ ref('filed_grids') }} as f
    on f.dossier_id = r.dossier_id and f.return_start = r.return_start and f.journal_key = ''
  where r.journal_key = ''
  group by r.dossier_id, r.return_start
),

-- Each change ends one row of the snapshot or begins one, or both at one moment.
moments as (
  {%- for moment, sides in {
    'dbt_valid_from': "'' as before, s.grids as after",
    'dbt_valid_to': "s.grids, ''",
  }.items() %}
  select
    {{ tap_octopus.listed(document, 's') }},
    s.document_date,
    s.relation_id,
    s.{{ moment }} as changed_at,
    {{ sides }}
  from {{ ref('snap_document_grids') }} as s
  join returns as r on r.dossier_id = s.dossier_id and r.return_start = s.return_start
  where s.journal_key <> '' and s.{{ moment }} > r.seen_from
  {{ 'union all' if not loop.last }}
  {%- endfor %}
),

changes as (
  select
    {{ document | join(', ') }},
    changed_at,
    max(document_date) as document_date,
    max(relation_id) as relation_id,
    max(before) as before,
    max(after) as after
  from moments
  group by {{ document | join(', ') }}, changed_at
),

grids as (
  {%- for grid in tap_octopus.vat_grids() + ['?'] %}
  select
    c.*,
    '{{ grid }}' as grid,
    {%- for side in ['before', 'after'] %}
    {{ tap_octopus.amount_of_grid('c.' ~ side, grid) }} as amount_{{ side }}{{ ',' if not loop.last }}
    {%- endfor %}
  from changes as c
  {{ 'union all' if not loop.last }}
  {%- endfor %}
)

select
  {{ tap_octopus.listed(document, 'g') }},
  g.grid,
  g.changed_at,
  g.document_date,
  g.relation_id,
  {{ tap_octopus.relation_name('n') }} as relation_name,
  g.amount_before,
  g.amount_after,
  g.amount_after - g.amount_before as difference
from grids as g
left join {{ ref('live_relations') }} as n
  on n.dossier_id = g.dossier_id and n.relation_id = g.relation_id
where g.amount_before <> g.amount_after
