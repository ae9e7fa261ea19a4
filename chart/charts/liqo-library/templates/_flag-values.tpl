{{- /* Values of flags, as Liqo's programs read them. */ -}}

{{- /*
"true" if a flag of a type can read a value, else empty. Arguments: value, type, known (liqo.flags.types).
*/ -}}
{{- define "liqo.flags.reads" -}}
{{- if regexMatch (printf "^(%s)$" (get .known.types .type | default "(?s:.*)")) .value -}}
{{- include "liqo.flags.fits" (dict "value" .value "limits" (get .known.limits .type)) -}}
{{- end -}}
{{- end -}}

{{- /*
"true" if the numbers in a value are within limits, else empty. Numbers are compared as digits, because they can be
larger than any that templates can count; durations are left to Go. Arguments: value, limits (of liqo.flags.types, or
nothing).
*/ -}}
{{- define "liqo.flags.fits" -}}
{{- $value := .value -}}
{{- $limits := .limits | default dict -}}
{{- $fits := true -}}
{{- if $limits.nanoseconds -}}
{{- $fits = include "liqo.duration.fits" $value -}}
{{- else if $limits -}}
{{- range regexFindAll $limits.numbers $value -1 -}}
{{- $number := trimAll "=:" . -}}
{{- $digits := regexReplaceAllLiteral "[-+_]" $number "" | lower -}}
{{- $base := 10 -}}
{{- if and (hasKey $limits.largest "16") (regexMatch "^0[xob]?[0-9a-f]" $digits) -}}
{{- $base = get (dict "x" 16 "b" 2) (substr 1 2 $digits) | default 8 -}}
{{- $digits = regexReplaceAllLiteral "^0[xob]?" $digits "" -}}
{{- end -}}
{{- $digits = regexReplaceAllLiteral "^0+" $digits "" -}}
{{- $limit := get (ternary $limits.smallest $limits.largest (hasPrefix "-" $number)) (toString $base) -}}
{{- if regexMatch "^[0-9a-f]*$" $digits -}}
{{- if or (gt (len $digits) (len $limit)) (and (eq (len $digits) (len $limit)) (gt $digits $limit)) -}}
{{- $fits = false -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if $fits -}}true{{- end -}}
{{- end -}}
