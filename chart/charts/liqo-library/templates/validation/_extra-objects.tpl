{{- /* extraObjects: LQ532 and LQ533. */ -}}

{{- define "liqo.validation.LQ532" -}}
{{- range $number, $item := kindIs "slice" .Values.extraObjects | ternary .Values.extraObjects list -}}
{{- with include "liqo.extraObjects.text" $item | include "liqo.extraObjects.foreign" }}
LQ532 foreign-template: extraObjects[{{ $number }}] has a template expression with {{ quote . }}, which Helm does not know. If the expression is for another program, write "{{ "{{" }}" as {{ "{{" }} "{{ "{{" }}" {{ "}}" }}.
{{ end -}}
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ533" -}}
{{- $root := . -}}
{{- range $number, $item := kindIs "slice" .Values.extraObjects | ternary .Values.extraObjects list -}}
{{- $manifests := include "liqo.extraObjects.manifests" (dict "root" $root "item" $item) -}}
{{- /* Parted as Helm parts what is rendered. */ -}}
{{- range regexSplit `(?:^|\s*\n)---\s*` $manifests -1 -}}
{{- $object := fromYaml . -}}
{{- $missing := list -}}
{{- range $path := list "apiVersion" "kind" "metadata.name" -}}
{{- $value := $object -}}
{{- range splitList "." $path -}}
{{- $value = ternary (get (ternary $value dict (kindIs "map" $value)) .) "" (kindIs "map" $value) -}}
{{- end -}}
{{- if not (and (kindIs "string" $value) $value) -}}
{{- $missing = append $missing $path -}}
{{- end -}}
{{- end -}}
{{- /* A List has no name, and a document with only comments is none. */ -}}
{{- $isList := and (kindIs "string" $object.kind) (hasSuffix "List" (toString $object.kind)) (eq (join "" $missing) "metadata.name") -}}
{{- if and $missing (not $isList) (regexMatch `(?m)^[ \t]*[^\s#]` .) }}
LQ533 not-an-object: extraObjects[{{ $number }}] is not a Kubernetes object: {{ join ", " $missing }} missing. Write the whole manifest, as kubectl takes it.
{{ end -}}
{{- end -}}
{{- end -}}
{{- end -}}
