-- What Octopus tells of a code, and the operation that a seed gives it: one row for each code and
-- side. A code has one rate for documents and another row for their credit notes.
with mapped as (
  {{ tap_octopus.for_each_dossier(
    'vat_code_operations', ['code', 'side', 'operation', 'nature', 'dossier_id as of_dossier'],
    ['code', 'side']
  ) }}
),

operations as (
  select distinct operation from {{ ref('vat_operations') }}
),

parts as (
  select
    dossier_id,
    code,
    case when type in (1, 3) then 'purchase' else 'sale' end as side,
    case when type in (1, 2) then description end as description,
    case when type in (3, 4) then description end as credit_description,
    case when type in (1, 2) then base_percentage end as percentage,
    case when type in (3, 4) then base_percentage end as credit_percentage,
    cast(null as {{ dbt.type_string() }}) as operation,
    cast(null as {{ dbt.type_string() }}) as nature,
    cast(null as {{ dbt.type_string() }}) as source
  from {{ ref('live_vat_codes') }}
  where code is not null
  union all
  select
    m.dossier_id,
    m.code,
    m.side,
    null,
    null,
    null,
    null,
    m.operation,
    case when m.nature in ('goods', 'services', 'investment') then m.nature end,
    case when m.of_dossier is null then 'mapping' else 'dossier' end
  from mapped as m
  join operations as o on o.operation = m.operation and left(o.operation, 4) = left(m.side, 4)
)

select
  dossier_id,
  code,
  side,
  coalesce(max(description), max(credit_description)) as description,
  coalesce(max(percentage), max(credit_percentage)) as percentage,
  max(operation) as operation,
  max(nature) as nature,
  max(source) as source
from parts
group by dossier_id, code, side
