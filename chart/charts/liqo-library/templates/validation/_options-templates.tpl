{{- /*
The names of options templates: LQ113. Their contents are validated with the default template: LQ004, LQ101, LQ201 to
LQ203, LQ208, LQ209 and LQ505.
*/ -}}

{{- define "liqo.validation.LQ113" -}}
{{- $default := include "liqo.names.defaultOptionsTemplate" . -}}
{{- range $name := include "liqo.optionsTemplates.names" . | fromJsonArray -}}
{{- if eq $name $default }}
LQ113 options-template-name: virtualKubelet.optionsTemplates has an entry {{ $name }}, which is the name of the default template. To change all virtual nodes, use virtualKubelet and offloading; otherwise choose another name.
{{ else if not (include "liqo.optionsTemplates.legalName" $name) }}
LQ113 options-template-name: virtualKubelet.optionsTemplates has an entry {{ quote $name }}, which is not a valid name in Kubernetes. Use lower-case letters, digits, dashes and dots, starting and ending with a letter or digit.
{{ end -}}
{{- end -}}
{{- end -}}
