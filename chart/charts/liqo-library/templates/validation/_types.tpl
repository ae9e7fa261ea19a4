{{- /*
The types of the chart's own keys: LQ003 and LQ004. The schema rejects the same. Repeated for --skip-schema-validation:
other templates would fail with an error about Go types, and the string "false" is truthy.
*/ -}}

{{- define "liqo.validation.types" -}}
{{- $known := include "liqo.values.types" . | fromJson -}}
{{- include "liqo.validation.typesBelow" (dict "path" "" "value" .Values "keys" $known.values "types" $known.types) -}}
{{- end -}}

{{- /*
The findings in a section. Arguments: path, value, keys (of the section, with the names of their types), types (by name).
*/ -}}
{{- define "liqo.validation.typesBelow" -}}
{{- $below := . -}}
{{- $keys := .keys -}}
{{- with get .keys "*" -}}
{{- $keys = dict -}}
{{- range $name, $_ := $below.value -}}
{{- $_ := set $keys $name (get $below.keys "*") -}}
{{- end -}}
{{- end -}}
{{- range $key, $expected := $keys -}}
{{- if hasKey $below.value $key -}}
{{- $value := get $below.value $key -}}
{{- $kind := kindOf $value -}}
{{- $section := kindIs "map" $expected -}}
{{- $type := $expected -}}
{{- if $section -}}{{- $type = $expected.type -}}{{- end -}}
{{- $type = get $below.types $type -}}
{{- $fits := has $kind $type.kinds -}}
{{- if and $fits $type.integers (eq $kind "float64") -}}{{- $fits = eq (floor $value) $value -}}{{- end -}}
{{- if or $section (not $fits) -}}
{{- $path := printf "%s%s" (ternary (printf "%s." $below.path) "" (ne $below.path "")) (ternary (quote $key) $key (contains "." $key)) -}}
{{- if not $fits }}
{{ include "liqo.validation.wrongType" (dict "path" $path "value" $value "type" $type) }}
{{ else if eq $kind "map" -}}
{{- include "liqo.validation.typesBelow" (dict "path" $path "value" $value "keys" $expected.keys "types" $below.types) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* What is wrong with the type of a value. Arguments: path, value, type (that is expected). */ -}}
{{- define "liqo.validation.wrongType" -}}
{{- $given := dict "map" "a map" "slice" "a list" "string" "the string" "bool" "the boolean" "invalid" "an empty value" -}}
{{- $given = get $given (kindOf .value) | default "the number" -}}
{{- if hasPrefix "the" $given -}}{{- $given = printf "%s %s" $given (toJson .value) -}}{{- end -}}
{{- if and .type.booleans (kindIs "string" .value) -}}
LQ004 quoted-boolean: {{ .path }} is {{ $given }}, not a boolean. Write true or false without quotes, and use --set instead of --set-string.
{{- else -}}
LQ003 wrong-type: {{ .path }} is {{ $given }}, not {{ .type.words }}. Write {{ .type.words }}.
{{- end -}}
{{- end -}}
