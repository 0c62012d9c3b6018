with returns as (
  select
    dossier_id,
    return_start,
    return_end,
    max(declarant_type) as declarant_type,
    max(declarant_source) as declarant_source,
    -- From the last quarter of 2024 on, a quarterly return may be filed until the 25th.
    cast({{ dbt.dateadd(
      'day',
      "max(case when declarant_type = 'QUARTERLY' and return_end > cast('2024-12-30' as date)"
        ~ " then 25 when declarant_type = 'YEARLY' then null else 20 end)",
      'return_end'
    ) }} as date) as due_date
  from {{ ref('vat_months') }}
  group by dossier_id, return_start, return_end
),

filed as (
  select
    g.dossier_id,
    g.return_start,
    {%- for grid in tap_octopus.vat_grids() %}
    sum(case when g.grid = '{{ grid }}' then g.amount else 0 end) as grid_{{ grid }},
    {%- endfor %}
    sum(case when r.total = 'XX' then g.amount else 0 end) as grid_xx,
    sum(case when r.total = 'YY' then g.amount else 0 end) as grid_yy,
    sum(case when g.grid = '?' and g.part = 'base' then g.amount else 0 end) as unknown_base,
    sum(case when g.grid = '?' and g.part = 'vat' then g.amount else 0 end) as unknown_vat
  from {{ ref('vat_return_grids') }} as g
  left join {{ ref('vat_grid_rules') }} as r on r.grid = g.grid
  group by g.dossier_id, g.return_start
),

-- The journals of purchases and sales that hold anything, and until where they are protected.
journals as (
  select
    j.dossier_id,
    j.bookyear_id,
    min(case
      when j.closed = {{ tap_octopus.yes() }} then 999999
      else greatest(coalesce(j.protected_period, 0), coalesce(j.closed_period, 0))
    end) as protected_until
  from {{ ref('live_journals') }} as j
  where left(j.journal_key, 1) in ('A', 'V') and j.last_booked_document_nr > 0
  group by j.dossier_id, j.bookyear_id
),

bookyears as (
  select dossier_id, bookyear_id, max(case when closed = {{ tap_octopus.yes() }} then 1 else 0 end) as is_closed
  from {{ ref('live_bookyears') }}
  group by dossier_id, bookyear_id
),

periods as (
  select
    p.dossier_id,
    p.start_date,
    p.end_date,
    case
      when y.is_closed = 1 or j.protected_until >= p.bookyear_period_nr then 1
      else 0
    end as is_protected
  from {{ ref('periods') }} as p
  left join bookyears as y on y.dossier_id = p.dossier_id and y.bookyear_id = p.bookyear_id
  left join journals as j on j.dossier_id = p.dossier_id and j.bookyear_id = p.bookyear_id
),

protected as (
  select r.dossier_id, r.return_start, min(p.is_protected) as is_protected
  from returns as r
  join periods as p
    on p.dossier_id = r.dossier_id
    and p.start_date <= r.return_end
    and p.end_date >= r.return_start
  group by r.dossier_id, r.return_start
)

select
  r.dossier_id,
  r.return_start,
  r.return_end,
  r.declarant_type,
  r.declarant_source,
  {%- for grid in tap_octopus.vat_grids() %}
  coalesce(f.grid_{{ grid }}, 0) as grid_{{ grid }},
  {%- endfor %}
  coalesce(f.grid_xx, 0) as grid_xx,
  coalesce(f.grid_yy, 0) as grid_yy,
  greatest(coalesce(f.grid_xx - f.grid_yy, 0), 0) as grid_71,
  greatest(coalesce(f.grid_yy - f.grid_xx, 0), 0) as grid_72,
  coalesce(f.unknown_base, 0) as unknown_base,
  coalesce(f.unknown_vat, 0) as unknown_vat,
  r.due_date,
  coalesce(d.due_date_tolerated, r.due_date) as due_date_tolerated,
  case when p.is_protected = 1 then {{ tap_octopus.yes() }} else {{ tap_octopus.no() }} end as is_protected,
  {{ tap_octopus.truth('r.return_end < ' ~ tap_octopus.as_of()) }} as is_ended
from returns as r
left join filed as f on f.dossier_id = r.dossier_id and f.return_start = r.return_start
left join {{ ref('due_days') }} as d on d.due_date = r.due_date
left join protected as p on p.dossier_id = r.dossier_id and p.return_start = r.return_start
