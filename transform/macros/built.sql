{#- What the model dossier_versions keeps from build to build. -#}

{#- The models that are made for changed dossiers. -#}
{% macro by_dossier() -%}
  {%- set found = [] -%}
  {%- for node in graph.nodes.values() if node.package_name == 'tap_octopus'
    and node.resource_type == 'model' and node.config.materialized == 'by_dossier' -%}
    {%- do found.append(node.unique_id) -%}
  {%- endfor -%}
  {{ return(found) }}
{%- endmacro %}

{#- What was built before, where that can be gone on from: all tables are there, and none is to be made
    anew. -#}
{% macro last_build(versions) -%}
  {%- if not execute or not flags.INTROSPECT or flags.FULL_REFRESH or flags.EMPTY -%} {{ return(none) }} {%- endif -%}
  {%- for name in tap_octopus.by_dossier() -%}
    {%- if (tap_octopus.relation_of(name) or {}).type != 'table' -%} {{ return(none) }} {%- endif -%}
  {%- endfor -%}
  {{ return(load_relation(versions)) }}
{%- endmacro %}

{#- Before a command: where it makes models without asking which dossiers changed, what was built is not
    known any more. -#}
{% macro forget_what_was_built() -%}
  {%- set name = 'model.tap_octopus.dossier_versions' -%}
  {%- if execute and flags.INTROSPECT and flags.WHICH in ('build', 'run') and name in graph.nodes
    and name not in selected_resources
    and tap_octopus.by_dossier() | select('in', selected_resources) | list -%}
    {%- set versions = tap_octopus.relation_of(name) -%}
    {{ 'update ' ~ versions ~ ' set built_version = null where 1 = 1' if versions }}
  {%- endif -%}
{%- endmacro %}

{#- After a command: where it made all of them, they are built from what dossier_versions found. Without
    the snapshot, what is of the day is made again as a whole by the next one, and the snapshot too. -#}
{% macro remember_what_was_built(results) -%}
  {%- set name = 'model.tap_octopus.dossier_versions' -%}
  {%- set made = results | selectattr('status', 'equalto', 'success')
    | map(attribute='node.unique_id') | list if execute else [] -%}
  {%- if name in made and not flags.EMPTY and not tap_octopus.by_dossier() | reject('in', made) | list -%}
    {%- set versions = tap_octopus.relation_of(name) -%}
    {%- set day = 'as_of' if 'snapshot.tap_octopus.snap_document_grids' in made else 'null' -%}
    {%- do run_query('update ' ~ versions ~ ' set built_version = version, built_as_of = ' ~ day ~ ' where 1 = 1') -%}
    {%- do run_query('delete from ' ~ versions ~ ' where version is null') -%}
  {%- endif -%}
{%- endmacro %}

{#- What else decides what models say: how they and the macros are written, and the variables that
    these read, but for the day and the moment. -#}
{% macro project_version() -%}
  {%- if not execute -%} {{ return('') }} {%- endif -%}
  {%- set texts = [] -%}
  {%- for name in tap_octopus -%}
    {%- do texts.append(tap_octopus[name].macro.macro_sql) -%}
  {%- endfor -%}
  {%- for node in graph.nodes.values() if node.package_name == 'tap_octopus' and node.resource_type == 'model' -%}
    {%- do texts.append(node.raw_code) -%}
  {%- endfor -%}
  {%- set texts = texts | sort -%}
  {%- set names = modules.re.findall("var\\('(\\w+)'", texts | join(' ')) | unique | sort -%}
  {%- for name in names if name not in ('as_of', 'now') -%}
    {%- do texts.append(name ~ '=' ~ var(name, '')) -%}
  {%- endfor -%}
  {{ return(local_md5(texts | join(' '))) }}
{%- endmacro %}
