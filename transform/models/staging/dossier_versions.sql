{%- set read_in_full = [
  'bank_envelopes', 'bank_paymentlist', 'bookyear_details', 'bookyears', 'costcentres', 'customfields',
  'dossiers', 'financial_journals', 'invoice_deliveries', 'journals', 'productgroups', 'products',
  'report_open_clients', 'report_open_suppliers', 'vat_codes',
] -%}
{%- set read_by_change = [
  'account_amounts', 'accounts', 'balancings', 'buysell_bookings', 'financialdivers_bookings', 'invoices',
  'relations',
] -%}
{%- set of_every_dossier = [
  'account_roles', 'bank_account_changes', 'budget', 'checks', 'easter_days', 'exempt_customers',
  'late_interest_rates', 'opening_journals', 'salesperson_fields', 'sentences', 'statutory_accounts',
  'statutory_lines', 'statutory_totals', 'vat_accounts', 'vat_code_operations', 'vat_declarants',
  'vat_grid_rules', 'vat_operations',
] -%}
{%- set before = tap_octopus.last_build(this) -%}
-- All that the models read of a dossier, each table as the number of its rows and a sum of their hashes.
with parts as (
  {%- for table in read_in_full + read_by_change %}
  select dossier_id, '{{ table }}' as part, {{ tap_octopus.content_of('t') }} as content
  from (
    -- A table that is read in full has another moment each time, also where nothing changed.
    select
      {%- for column in tap_octopus.columns_of(table)
        if column.name != 'synced_at' or table in read_by_change %}
      {{ column.name }}{{ ',' if not loop.last }}
      {%- endfor %}
    from {{ ref('live_' ~ table) }}
  ) as t
  group by dossier_id
  union all
  {%- endfor %}
  -- Of the ledger all that was ever read, and what hides lines of it: to find the newest takes long.
  {%- for table in ['bookings', 'deleted_booking_documents'] %}
  select dossier_id, '{{ table }}', {{ tap_octopus.content_of('t') }}
  from (select {{ tap_octopus.all_columns(table, 'r') }} from {{ tap_octopus.raw(table) }} as r) as t
  group by dossier_id
  union all
  {%- endfor %}
  select dossier_id, 'sync_status', {{ tap_octopus.content_of('t') }}
  from (
    select
      dossier_id,
      stream,
      outcome,
      synced_at is null as is_never_read,
      case when stream = 'bookings' then valid_from end as valid_from
    from {{ ref('live_sync_status') }}
  ) as t
  group by dossier_id
  union all
  select dossier_id, 'check_dossiers', {{ tap_octopus.content_of('t') }}
  from {{ ref('check_dossiers') }} as t
  group by dossier_id
),

of_each as (
  select
    dossier_id,
    {{ tap_octopus.text_list(tap_octopus.say('part', "'='", 'content'), "' '", 'part') }} as content
  from parts
  where dossier_id is not null
  group by dossier_id
),

of_all as (
  select {{ tap_octopus.text_list(tap_octopus.say('part', "'='", 'content'), "' '", 'part') }} as content
  from (
    {%- for seed in of_every_dossier %}
    select '{{ seed }}' as part, {{ tap_octopus.content_of('t') }} as content
    from {{ ref(seed) }} as t
    {{ 'union all' if not loop.last }}
    {%- endfor %}
  ) as seeds
),

found as (
  select
    e.dossier_id,
    {{ tap_octopus.say(
      "'project=" ~ tap_octopus.project_version() ~ " month='",
      tap_octopus.month_away(0),
      "' '",
      'e.content',
      "' '",
      'a.content'
    ) }} as version
  from of_each as e
  cross join of_all as a
)

{%- if before is none %}

select
  dossier_id,
  version,
  {{ tap_octopus.as_of() }} as as_of,
  cast(null as {{ dbt.type_string() }}) as built_version,
  cast(null as date) as built_as_of
from found
{%- else %}

-- What changed counts as not built from here on, until a build has succeeded as a whole. A dossier of
-- which nothing is left has no version, and is forgotten then.
select
  coalesce(f.dossier_id, b.dossier_id) as dossier_id,
  f.version,
  {{ tap_octopus.as_of() }} as as_of,
  case when b.built_version = f.version then b.built_version end as built_version,
  case when b.built_as_of = {{ tap_octopus.as_of() }} then b.built_as_of end as built_as_of
from found as f
full outer join {{ before }} as b on b.dossier_id = f.dossier_id
{%- endif %}
