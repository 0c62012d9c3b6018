{#- The models of this project go into the schemas that its variables name, as they are, where it is
    the project that dbt runs. Where it is a package, the macro of that project decides, or dbt's own,
    so that a target for trials stays one. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
  {%- if custom_schema_name is none -%}
    {{ target.schema }}
  {%- elif project_name == 'tap_octopus' -%}
    {{ var(custom_schema_name ~ '_schema', custom_schema_name) }}
  {%- else -%}
    {%- set its_own = context.get(project_name, {}).get('generate_schema_name') -%}
    {%- set schema = var(custom_schema_name ~ '_schema', custom_schema_name) -%}
    {{ its_own(schema, node) if its_own else dbt.generate_schema_name(schema, node) }}
  {%- endif -%}
{%- endmacro %}
