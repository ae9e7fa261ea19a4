{{- /* The schedule of telemetry: LQ537. */ -}}

{{- define "liqo.validation.LQ537" -}}
{{- $given := ((.Values.telemetry).config).schedule -}}
{{- $schedule := ternary $given "" (kindIs "string" $given) | trimAll " " -}}
{{- $length := "[0-9]{1,6}(\\.[0-9]{1,9})?" -}}
{{- $every := printf "^@every (%[1]sh)?(%[1]sm)?(%[1]s(s|ms|us|ns))?$" $length -}}
{{- if hasPrefix "@" $schedule -}}
{{- if and (hasPrefix "@every " $schedule) (not (regexMatch $every $schedule)) }}
LQ537 impossible-schedule: telemetry.config.schedule is {{ quote $schedule }}, which has no duration after @every. Use hours, minutes and seconds, e.g. @every 1h30m.
{{ end -}}
{{- else if $schedule -}}
{{- $months := splitList " " "jan feb mar apr may jun jul aug sep oct nov dec" -}}
{{- $days := splitList " " "sun mon tue wed thu fri sat" -}}
{{- $ranges := list
      (dict "name" "minute" "from" 0 "to" 59)
      (dict "name" "hour" "from" 0 "to" 23)
      (dict "name" "day of the month" "from" 1 "to" 31)
      (dict "name" "month" "from" 1 "to" 12 "words" $months)
      (dict "name" "day of the week" "from" 0 "to" 6 "words" $days)
-}}
{{- $fields := regexSplit ` +` $schedule -1 -}}
{{- if eq (len $fields) 5 -}}
{{- range $number, $range := $ranges -}}
{{- $field := index $fields $number -}}
{{- if not (include "liqo.validation.scheduled" (dict "field" $field "range" $range)) }}
LQ537 impossible-schedule: telemetry.config.schedule has {{ quote $field }} for the {{ $range.name }}, which the API server rejects. Use numbers from {{ $range.from }} to {{ $range.to }}, *, ranges such as 1-5 and steps such as */2.
{{ end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /*
"true" if Kubernetes can read a field of a schedule, else empty. Arguments: field, range (name, from, to, and optionally
words: the names of the numbers).
*/ -}}
{{- define "liqo.validation.scheduled" -}}
{{- $range := .range -}}
{{- $good := true -}}
{{- range splitList "," .field -}}
{{- $parts := splitList "/" . -}}
{{- $ends := list -}}
{{- range splitList "-" (first $parts) -}}
{{- $end := -1 -}}
{{- if regexMatch `^[0-9]{1,9}$` . -}}
{{- $end = int (regexReplaceAllLiteral "^0+" . "" | default "0") -}}
{{- else if has (lower .) ($range.words | default list) -}}
{{- $word := lower . -}}
{{- range $number, $known := $range.words -}}
{{- if eq $known $word -}}{{- $end = add $number $range.from -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- $ends = append $ends (int $end) -}}
{{- end -}}
{{- $any := has (first $parts) (list "*" "?") -}}
{{- $inside := and (le (len $ends) 2) (ge (first $ends) (int $range.from)) (le (last $ends) (int $range.to)) (le (first $ends) (last $ends)) -}}
{{- $step := index (append $parts "1") 1 -}}
{{- if not (and (or $any $inside) (le (len $parts) 2) (regexMatch `^0*[1-9][0-9]{0,8}$` $step)) -}}
{{- $good = false -}}
{{- end -}}
{{- end -}}
{{- if $good -}}true{{- end -}}
{{- end -}}
