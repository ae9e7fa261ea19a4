{{- /*
Rejects values that cannot work, before anything reaches a cluster. validation/ has one template per rule, named after the
rule's code; it renders nothing if the values follow the rule. `liqo-values check` reports the same codes with file and
line.

The template that calls it is in the deepest folder, because Helm renders that one first: types are then checked before
anything reads the values, and if one is wrong, nothing else.

Nothing else in this chart calls `fail`, so that all findings are reported at once. Every template must therefore render
with whatever values the schema accepts.
*/ -}}

{{- define "liqo.validation.codes" -}}
- LQ012
- LQ014
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
- LQ217
- LQ218
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
- LQ526
- LQ531
- LQ532
- LQ533
- LQ535
- LQ536
- LQ537
- LQ538
- LQ539
- LQ540
- LQ541
- LQ542
{{- end -}}

{{- /* All findings as one text, empty if there are none. */ -}}
{{- define "liqo.validation.all" -}}
{{- $root := . -}}
{{- $found := include "liqo.validation.types" . | trim | list | compact -}}
{{- $codes := ternary list (include "liqo.validation.codes" . | fromYamlArray) (gt (len $found) 0) -}}
{{- range $codes -}}
{{- with include (printf "liqo.validation.%s" .) $root | trim -}}
{{- $found = append $found . -}}
{{- end -}}
{{- end -}}
{{- if $found -}}
{{- printf "\n\nThese values cannot be installed:\n\n%s\n" (join "\n\n" $found) -}}
{{- end -}}
{{- end -}}
