with beginnings as (
  {%- for digits in range(1, 7) %}
  select dossier_id, account_nr, left(account_text, {{ digits }}) as prefix
  from {{ ref('used_accounts') }}
  {{ 'union all' if not loop.last }}
  {%- endfor %}
),

found as (
  -- The longest prefix that an account begins with; of two as long, that of the dossier itself.
  select
    b.dossier_id,
    b.account_nr,
    s.line,
    s.line_when_credit,
    row_number() over (
      partition by b.dossier_id, b.account_nr
      order by {{ dbt.length('b.prefix') }} desc, case when s.dossier_id is null then 1 else 0 end
    ) as place
  from beginnings as b
  join {{ ref('statutory_accounts') }} as s
    on s.prefix = b.prefix and (s.dossier_id is null or s.dossier_id = b.dossier_id)
)

select
  f.dossier_id,
  f.account_nr,
  f.line,
  nullif(trim(f.line_when_credit), '') as line_when_credit
from found as f
where f.place = 1
