{%- set document = ['dossier_id', 'bookyear_id', 'journal_key', 'document_sequence_nr'] -%}
{%- set supplier = 'partition by dossier_id, relation_id' -%}
{%- set year_before = 'order by day_nr range between 365 preceding and 1 preceding' -%}
{%- set started = dbt.dateadd('day', -90, tap_octopus.as_of()) -%}
-- Purchase invoices of the last ninety days, beside what their supplier's were in the year before
-- each. Days are numbers here: a window of days is not the same in all warehouses.
with bought as (
  select
    {{ document | join(', ') }},
    relation_id,
    account_nr,
    coalesce(vat_code, '') as vat_code,
    base_amount,
    document_date,
    {{ dbt.datediff("cast('1900-01-01' as date)", 'document_date', 'day') }} as day_nr
  from {{ ref('trade_lines') }}
  where
    document_type = 1
    and relation_id is not null
    and document_date > cast({{ dbt.dateadd('day', -90 - 365, tap_octopus.as_of()) }} as date)
    and document_date <= {{ tap_octopus.as_of() }}
),

-- Who has less than five lines, or nothing new, has no habits.
suppliers as (
  select dossier_id, relation_id
  from bought
  group by dossier_id, relation_id
  having count(*) > 5 and max(document_date) > cast({{ started }} as date)
),

lines as (
  select
    b.*,
    count(*) over ({{ supplier }} {{ year_before }}) as lines_before,
    {%- for column in ['account_nr', 'vat_code'] %}
    count(*) over ({{ supplier }}, {{ column }} {{ year_before }}) as lines_with_{{ column }}
    {{- ',' if not loop.last }}
    {%- endfor %}
  from (
    select b.*
    from bought as b
    join suppliers as s on s.dossier_id = b.dossier_id and s.relation_id = b.relation_id
  ) as b
),

documents as (
  select
    {{ document | join(', ') }},
    relation_id,
    document_date,
    day_nr,
    sum(base_amount) as amount
  from lines
  group by {{ document | join(', ') }}, relation_id, document_date, day_nr
),

compared as (
  select
    d.*,
    count(*) over ({{ supplier }} {{ year_before }}) as documents_before,
    min(amount) over ({{ supplier }} {{ year_before }}) as smallest,
    max(amount) over ({{ supplier }} {{ year_before }}) as largest,
    {%- for column in ['day_nr', 'journal_key', 'document_sequence_nr'] %}
    lag({{ column }}) over (
      {{ supplier }}, amount order by day_nr, bookyear_id, journal_key, document_sequence_nr
    ) as alike_{{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
  from documents as d
)

{%- for name, column in {'accounts': 'account_nr', 'codes': 'vat_code'}.items() %},

new_{{ name }} as (
  select
    {{ document | join(', ') }},
    {{ tap_octopus.text_list(
      tap_octopus.account_text(column) if name == 'accounts' else column,
      "', '",
      column
    ) }} as new_{{ name }}
  from (
    select distinct {{ document | join(', ') }}, {{ column }}
    from lines
    where
      document_date > cast({{ started }} as date)
      and lines_before >= 5
      and lines_with_{{ column }} = 0
  ) as of_documents
  group by {{ document | join(', ') }}
)
{%- endfor %}

select
  {{ tap_octopus.listed(document, 'c') }},
  c.relation_id,
  c.document_date,
  c.amount,
  c.documents_before,
  c.smallest,
  c.largest,
  a.new_accounts,
  v.new_codes,
  case when c.day_nr - c.alike_day_nr <= 7
    then {{ tap_octopus.say('c.alike_journal_key', "'/'", 'c.alike_document_sequence_nr') }} end
    as alike
from compared as c
{%- for alias, name in {'a': 'accounts', 'v': 'codes'}.items() %}
left join new_{{ name }} as {{ alias }}
  on {{ alias }}.dossier_id = c.dossier_id
  {%- for column in document[1:] %}
  and {{ alias }}.{{ column }} = c.{{ column }}
  {%- endfor %}
{%- endfor %}
where c.document_date > cast({{ started }} as date)
