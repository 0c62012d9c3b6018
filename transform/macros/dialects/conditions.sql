{#- True and false as values. T-SQL has bits for them, and asks for a comparison where a condition is
    wanted: write `where is_made = yes()`. -#}
{% macro yes() -%} {{ return(adapter.dispatch('yes', 'tap_octopus')()) }} {%- endmacro %}
{% macro default__yes() -%} {{ return('true') }} {%- endmacro %}
{% macro no() -%} {{ return(adapter.dispatch('no', 'tap_octopus')()) }} {%- endmacro %}
{% macro default__no() -%} {{ return('false') }} {%- endmacro %}

{#- A condition as a value. -#}
{% macro truth(condition) -%} {{ return(adapter.dispatch('truth', 'tap_octopus')(condition)) }} {%- endmacro %}
{% macro default__truth(condition) -%} ({{ condition }}) {%- endmacro %}
