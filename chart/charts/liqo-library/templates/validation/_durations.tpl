{{- /* Durations: LQ014. */ -}}

{{- define "liqo.validation.LQ014" -}}
{{- $duration := (include "liqo.flags.types" . | fromJson).types.duration -}}
{{- $values := .Values -}}
{{- range $path := (include "liqo.facts" . | fromJson).durations -}}
{{- $value := $values -}}
{{- range $step := splitList "." $path -}}
{{- $value = ternary (get (ternary $value dict (kindIs "map" $value)) $step) "" (kindIs "map" $value) -}}
{{- end -}}
{{- if and (kindIs "string" $value) (regexMatch (printf "^(%s)$" $duration) (toString $value)) -}}
{{- if not (include "liqo.duration.fits" $value) }}
LQ014 endless-duration: {{ $path }} is {{ quote $value }}, which is more than the 292 years that Go counts. Write a shorter duration.
{{ end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* "true" if a duration fits into the 64 bits in which Go counts nanoseconds, else empty. */ -}}
{{- define "liqo.duration.fits" -}}
{{- /* dateModify changes nothing if Go cannot read the duration, or if it is zero. */ -}}
{{- $date := toDate "2006-01-02" "2000-01-01" -}}
{{- if not (and ($date.Equal (dateModify . $date)) ($date.Equal (dateModify (printf "%s1ns" .) $date))) -}}true{{- end -}}
{{- end -}}
