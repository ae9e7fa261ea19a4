{{- /*
Combinations of values that cannot work, refused before anything reaches a cluster: in validation/ one block per rule, named
after the rule's code, empty where the rule is kept. `liqo-values check` reports the same codes with file and line.

Nothing else in this chart calls `fail`: all faults are reported at once. A block must therefore render whatever values
the schema lets through, and so must every other template.
*/ -}}

{{- define "liqo.validation.codes" -}}
- LQ004
- LQ101
- LQ102
- LQ103
- LQ104
- LQ108
- LQ109
- LQ113
- LQ201
- LQ202
- LQ203
- LQ208
- LQ209
- LQ301
- LQ303
- LQ304
- LQ305
- LQ501
- LQ502
- LQ503
- LQ504
- LQ505
- LQ506
- LQ507
{{- end -}}

{{- /* All that is refused, as one text; empty if nothing is. */ -}}
{{- define "liqo.validation.all" -}}
{{- $root := . -}}
{{- $found := list -}}
{{- range include "liqo.validation.codes" . | fromYamlArray -}}
{{- with include (printf "liqo.validation.%s" .) $root | trim -}}
{{- $found = append $found . -}}
{{- end -}}
{{- end -}}
{{- if $found -}}
{{- printf "\n\nThese values cannot be installed:\n\n%s\n" (join "\n\n" $found) -}}
{{- end -}}
{{- end -}}
