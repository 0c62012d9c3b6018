{%- set languages = ['nl', 'fr', 'en'] -%}
with charts as (
  select
    a.dossier_id,
    a.account_nr,
    {%- for language in languages + ['de'] %}
    nullif(trim(a.description_{{ language }}), '') as description_{{ language }},
    {%- endfor %}
    row_number() over (
      partition by a.dossier_id, a.account_nr
      order by
        coalesce(y.start_date, cast('1900-01-01' as date)) desc,
        a.bookyear_id desc,
        a.synced_at desc
    ) as place
  from {{ ref('live_accounts') }} as a
  left join {{ ref('live_bookyears') }} as y
    on y.dossier_id = a.dossier_id and y.bookyear_id = a.bookyear_id
),

newest as (
  select * from charts where place = 1
),

accounts as (
  select dossier_id, account_nr from newest
  union all
  select u.dossier_id, u.account_nr
  from {{ ref('used_accounts') }} as u
  left join newest as n on n.dossier_id = u.dossier_id and n.account_nr = u.account_nr
  where n.dossier_id is null
),

-- 14 is a line of both statements: of accounts it is that of the balance sheet.
lines as (
  select
    l.*,
    row_number() over (partition by l.line order by l.statement) as choice
  from {{ ref('statutory_lines') }} as l
),

roles as (
  select dossier_id, account_nr, min(role) as role
  from {{ ref('dossier_account_roles') }}
  group by dossier_id, account_nr
)

select
  a.dossier_id,
  a.account_nr,
  {{ tap_octopus.account_text('a.account_nr') }} as account_text,
  {{ tap_octopus.translated('n.description') }} as description,
  {%- for language in languages %}
  n.description_{{ language }},
  {%- endfor %}
  {{ tap_octopus.account_class('a.account_nr') }} as account_class,
  l.statement,
  s.line,
  {%- for language in languages %}
  l.label_{{ language }},
  {%- endfor %}
  r.role
from accounts as a
left join newest as n on n.dossier_id = a.dossier_id and n.account_nr = a.account_nr
left join {{ ref('dossier_statutory_lines') }} as s
  on s.dossier_id = a.dossier_id and s.account_nr = a.account_nr
left join lines as l on l.line = s.line and l.choice = 1
left join roles as r on r.dossier_id = a.dossier_id and r.account_nr = a.account_nr
where a.account_nr is not null
