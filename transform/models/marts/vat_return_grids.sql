with booked as (
  select
    m.dossier_id,
    m.return_start,
    l.grid,
    l.part,
    sum(l.amount) as amount
  from {{ ref('vat_lines') }} as l
  join {{ ref('vat_months') }} as m
    on m.dossier_id = l.dossier_id
    and m.month = {{ tap_octopus.first_of_month('l.booking_date') }}
  group by m.dossier_id, m.return_start, l.grid, l.part
),

-- What is below zero goes on to the next return, through those that have nothing of the grid.
lowered as (
  select grid from {{ ref('vat_grid_rules') }} where when_negative = grid
),

grids as (
  select
    r.dossier_id,
    r.return_start,
    g.grid,
    'base' as part,
    coalesce(b.amount, 0) as booked
  from (select distinct dossier_id, return_start from {{ ref('vat_months') }}) as r
  cross join lowered as g
  left join booked as b
    on b.dossier_id = r.dossier_id and b.return_start = r.return_start and b.grid = g.grid
),

summed as (
  select
    g.*,
    {{ tap_octopus.running('g.booked', ['g.dossier_id', 'g.grid'], 'g.return_start') }} as so_far
  from grids as g
),

filed as (
  -- All that was filed until then is the most that the sum of what was booked has ever been.
  select
    s.*,
    greatest(0, max(s.so_far) over (
      partition by s.dossier_id, s.grid order by s.return_start
      rows between unbounded preceding and current row
    )) as filed,
    s.so_far - s.booked as so_far_before,
    greatest(0, coalesce(max(s.so_far) over (
      partition by s.dossier_id, s.grid order by s.return_start
      rows between unbounded preceding and 1 preceding
    ), 0)) as filed_before
  from summed as s
)

select
  dossier_id,
  return_start,
  grid,
  part,
  booked,
  so_far_before - filed_before as carried_in,
  filed - filed_before as amount,
  so_far - filed as carried_out
from filed
where booked <> 0 or so_far_before <> filed_before
union all
select b.dossier_id, b.return_start, b.grid, b.part, b.amount, 0, b.amount, 0
from booked as b
left join lowered as g on g.grid = b.grid
where g.grid is null and b.amount <> 0
