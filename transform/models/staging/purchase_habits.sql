{%- set document = ['dossier_id', 'bookyear_id', 'journal_key', 'document_sequence_nr'] -%}
{%- set year_before = 'range between 365 preceding and 1 preceding' -%}
{%- set supplier = 'partition by dossier_id, relation_id' -%}
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

lines as (
  select
    b.*,
    count(*) over ({{ supplier }} order by day_nr {{ year_before }}) as lines_before,
    {%- for column in ['account_nr', 'vat_code'] %}
    count(*) over ({{ supplier }}, {{ column }} order by day_nr {{ year_before }})
      as lines_with_{{ column }},
    {%- endfor %}
    row_number() over (
      partition by {{ document | join(', ') }}, account_nr order by vat_code
    ) as place_of_account,
    row_number() over (
      partition by {{ document | join(', ') }}, vat_code order by account_nr
    ) as place_of_code
  from bought as b
),

documents as (
  select
    {{ document | join(', ') }},
    relation_id,
    document_date,
    day_nr,
    sum(base_amount) as amount,
    {%- for column, place in {'account_nr': 'account', 'vat_code': 'code'}.items() %}
    {%- set text = tap_octopus.account_text(column) if column == 'account_nr' else column %}
    {{ dbt.listagg(
      'case when lines_before >= 5 and lines_with_' ~ column ~ ' = 0 and place_of_' ~ place
        ~ ' = 1 then ' ~ text ~ ' end', "', '", 'order by ' ~ column
    ) }} as new_{{ place }}s{{ ',' if not loop.last }}
    {%- endfor %}
  from lines
  group by {{ document | join(', ') }}, relation_id, document_date, day_nr
),

compared as (
  select
    d.*,
    count(*) over ({{ supplier }} order by day_nr {{ year_before }}) as documents_before,
    min(amount) over ({{ supplier }} order by day_nr {{ year_before }}) as smallest,
    max(amount) over ({{ supplier }} order by day_nr {{ year_before }}) as largest,
    {%- for column in ['day_nr', 'journal_key', 'document_sequence_nr'] %}
    lag({{ column }}) over (
      {{ supplier }}, amount order by day_nr, bookyear_id, journal_key, document_sequence_nr
    ) as alike_{{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
  from documents as d
),

first_purchases as (
  select dossier_id, relation_id, min(document_date) as first_date
  from {{ ref('trade_lines') }}
  where document_type = 1
  group by dossier_id, relation_id
)

select
  {{ tap_octopus.listed(document, 'c') }},
  c.relation_id,
  c.document_date,
  c.amount,
  c.documents_before,
  c.smallest,
  c.largest,
  nullif(c.new_accounts, '') as new_accounts,
  nullif(c.new_codes, '') as new_codes,
  case when c.day_nr - c.alike_day_nr <= 7
    then {{ tap_octopus.say('c.alike_journal_key', "'/'", 'c.alike_document_sequence_nr') }} end
    as alike,
  f.first_date = c.document_date as is_first
from compared as c
join first_purchases as f
  on f.dossier_id = c.dossier_id and f.relation_id = c.relation_id
where c.document_date > cast({{ dbt.dateadd('day', -90, tap_octopus.as_of()) }} as date)
