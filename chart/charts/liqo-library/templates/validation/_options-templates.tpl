{{- /* The names of options templates: LQ113. What they say is judged with the default one: LQ004, LQ101, LQ201 to LQ203, LQ505. */ -}}

{{- define "liqo.validation.LQ113" -}}
{{- $default := include "liqo.names.defaultOptionsTemplate" . -}}
{{- range $name := include "liqo.optionsTemplates.names" . | fromJsonArray -}}
{{- if eq $name $default }}
LQ113 options-template-name: virtualKubelet.optionsTemplates has an entry {{ $name }}, which is the name of the default template. What is meant for all virtual nodes belongs into virtualKubelet and offloading; otherwise choose another name.
{{ else if not (include "liqo.optionsTemplates.legalName" $name) }}
LQ113 options-template-name: virtualKubelet.optionsTemplates has an entry {{ quote $name }}, but Kubernetes takes no object of this name. Write lower-case letters, digits, dashes and dots, the first and the last of them a letter or digit.
{{ end -}}
{{- end -}}
{{- end -}}
