{{- /* What the API server rejects although the schema accepts it: LQ539. */ -}}

{{- define "liqo.validation.LQ539" -}}
{{- $known := include "liqo.kubernetes.known" . | fromJson -}}
{{- include "liqo.kubernetes.rejections" (dict "types" $known.types "limits" $known.values "path" "" "value" .Values) -}}
{{- end -}}

{{- /*
The findings of LQ539 in a value and all that is in it. A null is left out, as for Kubernetes. Arguments: value, path (of
the value), limits (for it), types (limits by type). validator/liqo_values/schema/kubernetes_limits.py does the same.
*/ -}}
{{- define "liqo.kubernetes.rejections" -}}
{{- $path := .path -}}
{{- $value := .value -}}
{{- $types := .types -}}
{{- $limits := .limits -}}
{{- if hasKey $limits "type" -}}
{{- $limits = get $types $limits.type -}}
{{- end -}}
{{- if not (or (kindIs "invalid" $value) (include "liqo.kubernetes.admits" (dict "limits" $limits "value" $value))) }}
LQ539 rejected-setting: {{ $path }} is not accepted by Kubernetes. Use {{ $limits.expected }}.
{{ end -}}
{{- range $limits.rules -}}
{{- if include "liqo.kubernetes.admits" (dict "limits" .if "value" $value) -}}
{{- include "liqo.kubernetes.rejections" (dict "types" $types "limits" .then "path" $path "value" $value) -}}
{{- end -}}
{{- end -}}
{{- if kindIs "map" $value -}}
{{- with $limits.fields -}}
{{- include "liqo.kubernetes.fields" (dict "fields" . "path" $path "value" $value) -}}
{{- end -}}
{{- $named := $limits.properties | default dict -}}
{{- range $key, $inner := $value -}}
{{- $inside := printf "%s%s" (ternary (printf "%s." $path) "" (ne $path "")) $key -}}
{{- with $limits.keys -}}
{{- include "liqo.kubernetes.rejections" (dict "types" $types "limits" . "path" (printf "the key %s" $inside) "value" $key) -}}
{{- end -}}
{{- range $pattern, $matching := $limits.patterns -}}
{{- if regexMatch $pattern $key -}}
{{- include "liqo.kubernetes.rejections" (dict "types" $types "limits" $matching "path" $inside "value" $inner) -}}
{{- end -}}
{{- end -}}
{{- with ternary (get $named $key) $limits.values (hasKey $named $key) -}}
{{- include "liqo.kubernetes.rejections" (dict "types" $types "limits" . "path" $inside "value" $inner) -}}
{{- end -}}
{{- end -}}
{{- else if kindIs "slice" $value -}}
{{- with $limits.items -}}
{{- $limits := . -}}
{{- range $number, $item := $value -}}
{{- include "liqo.kubernetes.rejections" (dict "types" $types "limits" $limits "path" (printf "%s[%d]" $path $number) "value" $item) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* The findings of LQ539 about keys that a map cannot have, and about values of another kind. Arguments: fields, path, value. */ -}}
{{- define "liqo.kubernetes.fields" -}}
{{- $path := .path -}}
{{- $kinds := dict -}}
{{- range $kind, $names := .fields -}}
{{- range $names -}}
{{- $_ := set $kinds . $kind -}}
{{- end -}}
{{- end -}}
{{- range $key, $inner := .value -}}
{{- $kind := get $kinds $key -}}
{{- if not $kind }}
LQ539 rejected-setting: the key {{ $path }}.{{ $key }} is not accepted by Kubernetes. Use one of the keys here: {{ keys $kinds | sortAlpha | join ", " }}.
{{ else if not (or (kindIs "invalid" $inner) (include "liqo.kubernetes.isKind" (dict "kind" $kind "value" $inner))) }}
LQ539 rejected-setting: {{ $path }}.{{ $key }} is not accepted by Kubernetes. Use {{ get (include "liqo.kubernetes.kinds" . | fromYaml) $kind }}.
{{ end -}}
{{- end -}}
{{- end -}}

{{- /* What the kinds of fields are, in words. */ -}}
{{- define "liqo.kubernetes.kinds" -}}
text: text, with quotes if it looks like a number or boolean
number: a whole number
boolean: true or false, without quotes
quantity: a quantity, such as 1 or 1Mi
texts: a list of texts
map: a map
maps: a list of maps
textMap: a map of texts, with quotes if they look like numbers or booleans
{{- end -}}

{{- /* "true" if a value is of a kind of fields, else empty. Arguments: kind, value. */ -}}
{{- define "liqo.kubernetes.isKind" -}}
{{- $value := .value -}}
{{- $scalar := not (or (kindIs "map" $value) (kindIs "slice" $value)) -}}
{{- $number := and $scalar (not (kindIs "string" $value)) (not (kindIs "bool" $value)) -}}
{{- $inside := list -}}
{{- if or (eq .kind "texts") (eq .kind "maps") (eq .kind "textMap") -}}
{{- if not $scalar -}}
{{- range $value -}}
{{- $inside = append $inside (kindOf .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $good := dict
      "text" (kindIs "string" $value)
      "number" (and $number (regexMatch `^-?[0-9]+$` (include "liqo.text.scalar" $value)))
      "boolean" (kindIs "bool" $value)
      "quantity" (or $number (kindIs "string" $value))
      "texts" (and (kindIs "slice" $value) (not (without $inside "string")))
      "map" (kindIs "map" $value)
      "maps" (and (kindIs "slice" $value) (not (without $inside "map")))
      "textMap" (and (kindIs "map" $value) (not (without $inside "string"))) -}}
{{- if get $good .kind -}}true{{- end -}}
{{- end -}}

{{- /* "true" if a value itself is within limits, whatever is in it; else empty. Arguments: value, limits. */ -}}
{{- define "liqo.kubernetes.admits" -}}
{{- $value := .value -}}
{{- $limits := .limits -}}
{{- $good := true -}}
{{- if kindIs "map" $value -}}
{{- $entries := 0 -}}
{{- range $value -}}
{{- $entries = ternary $entries (add1 $entries) (kindIs "invalid" .) -}}
{{- end -}}
{{- $good = and (ge $entries (int $limits.minEntries)) (le $entries (int ($limits.maxEntries | default 999))) -}}
{{- range $limits.given -}}
{{- $good = and $good (include "liqo.kubernetes.given" (get $value .)) -}}
{{- end -}}
{{- range $limits.empty -}}
{{- $good = and $good (not (include "liqo.kubernetes.given" (get $value .))) -}}
{{- end -}}
{{- range $limits.absent -}}
{{- $good = and $good (kindIs "invalid" (index $value .)) -}}
{{- end -}}
{{- range $key, $words := $limits.words -}}
{{- $word := get $value $key -}}
{{- $good = and $good (has (ternary "" (include "liqo.text.scalar" $word) (kindIs "invalid" $word)) $words) -}}
{{- end -}}
{{- else if kindIs "slice" $value -}}
{{- $good = le (len $value) (int (ternary $limits.maxItems 99999 (hasKey $limits "maxItems"))) -}}
{{- else -}}
{{- $text := include "liqo.text.scalar" $value -}}
{{- $good = and (regexMatch ($limits.pattern | default "") $text) (le (len $text) (int ($limits.maxLength | default 99999))) -}}
{{- $good = and $good (not (has $text ($limits.excluded | default list))) -}}
{{- if $limits.enum -}}
{{- $good = and $good (has $text $limits.enum) -}}
{{- end -}}
{{- if not (or (kindIs "string" $value) (kindIs "bool" $value)) -}}
{{- $good = and $good (ge (float64 $value) (float64 ($limits.minimum | default -1e300))) (le (float64 $value) (float64 ($limits.maximum | default 1e300))) -}}
{{- end -}}
{{- end -}}
{{- if $good -}}true{{- end -}}
{{- end -}}

{{- /* "true" for a value that is neither null nor an empty string or list, else empty. Argument: the value. */ -}}
{{- define "liqo.kubernetes.given" -}}
{{- if kindIs "invalid" . -}}
{{- else if and (or (kindIs "string" .) (kindIs "slice" .)) (eq (len .) 0) -}}
{{- else -}}
true
{{- end -}}
{{- end -}}
