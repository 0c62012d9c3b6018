{%- set document = ['dossier_id', 'return_start', 'bookyear_id', 'journal_key', 'document_sequence_nr'] -%}
-- Each change of an amount ends one row of the snapshot or begins one, or both at one moment.
with rows_seen as (
  select
    {{ document | join(', ') }},
    grid,
    document_date,
    relation_id,
    amount,
    dbt_valid_from,
    dbt_valid_to
  from {{ ref('snap_document_grids') }}
),

-- Only returns that are still followed, and what happened since they are.
returns as (
  select r.dossier_id, r.return_start, max(r.dbt_valid_from) as seen_from
  from rows_seen as r
  join {{ ref('filed_grids') }} as f
    on f.dossier_id = r.dossier_id and f.return_start = r.return_start and f.journal_key = ''
  where r.journal_key = ''
  group by r.dossier_id, r.return_start
),

moments as (
  select
    {{ document | join(', ') }},
    grid,
    document_date,
    relation_id,
    dbt_valid_from as changed_at,
    0 as amount_before,
    amount as amount_after
  from rows_seen
  union all
  select
    {{ document | join(', ') }},
    grid,
    document_date,
    relation_id,
    dbt_valid_to,
    amount,
    0
  from rows_seen
  where dbt_valid_to is not null
),

changes as (
  select
    {{ document | join(', ') }},
    grid,
    changed_at,
    max(document_date) as document_date,
    max(relation_id) as relation_id,
    sum(amount_before) as amount_before,
    sum(amount_after) as amount_after
  from moments
  where journal_key <> ''
  group by {{ document | join(', ') }}, grid, changed_at
)

select
  {{ tap_octopus.listed(document, 'c') }},
  c.grid,
  c.changed_at,
  c.document_date,
  c.relation_id,
  {{ tap_octopus.relation_name('n') }} as relation_name,
  c.amount_before,
  c.amount_after,
  c.amount_after - c.amount_before as difference
from changes as c
join returns as r on r.dossier_id = c.dossier_id and r.return_start = c.return_start
left join {{ ref('live_relations') }} as n
  on n.dossier_id = c.dossier_id and n.relation_id = c.relation_id
where c.changed_at > r.seen_from
