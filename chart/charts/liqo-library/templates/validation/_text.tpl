{{- /* Strings that cannot be written into a manifest: LQ012. */ -}}

{{- define "liqo.validation.LQ012" -}}
{{- $crds := omit (index .Values "liqo-crds" | default dict) "global" -}}
{{- $values := set (omit .Values "global" "liqo-library") "liqo-crds" $crds -}}
{{- /* One search in everything, because it is almost always in vain. In JSON, each < is \u003c. */ -}}
{{- if regexMatch (printf `%s|\\u003c` (include "liqo.validation.controlCharacters" .)) (toJson $values) -}}
{{- include "liqo.validation.unwritable" (dict "path" "" "value" $values) -}}
{{- end -}}
{{- end -}}

{{- /* What Helm's YAML library does not accept in a document. The same expression as _CONTROL in the validator. */ -}}
{{- define "liqo.validation.controlCharacters" -}}
[\x{7F}-\x{84}\x{86}-\x{9F}\x{FFFE}\x{FFFF}]
{{- end -}}

{{- /* The findings of LQ012 in a value and all that is in it. Arguments: path (of the value), value. */ -}}
{{- define "liqo.validation.unwritable" -}}
{{- $path := .path -}}
{{- $controls := include "liqo.validation.controlCharacters" . -}}
{{- if kindIs "map" .value -}}
{{- range $key, $inner := .value }}
{{- $inside := printf "%s%s" (ternary (printf "%s." $path) "" (ne $path "")) $key }}
{{- if regexMatch $controls $key }}
LQ012 unwritable-text: the key {{ quote $inside }} contains a control character, so Helm renders nothing instead of the map that it is in. Remove the character.
{{ else if eq $key "<<" }}
LQ012 unwritable-text: the key {{ quote $inside }} is an instruction to YAML to merge maps. Use another key.
{{ end -}}
{{- include "liqo.validation.unwritable" (dict "path" $inside "value" $inner) -}}
{{- end -}}
{{- else if kindIs "slice" .value -}}
{{- range $number, $item := .value -}}
{{- include "liqo.validation.unwritable" (dict "path" (printf "%s[%d]" $path $number) "value" $item) -}}
{{- end -}}
{{- else if kindIs "string" .value -}}
{{- if regexMatch $controls .value }}
LQ012 unwritable-text: {{ $path }} is {{ quote .value }}, which contains a control character, so Helm renders nothing instead of the list or map that it is in. Remove the character.
{{ end -}}
{{- end -}}
{{- end -}}
