{{- /*
Values that must be strings in Kubernetes: labels, annotations, amounts of resources. Users also write numbers and
booleans there, which the API server would reject.
*/ -}}

{{- /*
A scalar as the user wrote it. In Helm a whole number from a file is a float, which would be printed as 1e+06.
*/ -}}
{{- define "liqo.text.scalar" -}}
{{- if kindIs "float64" . -}}
{{- if eq . (floor .) -}}{{ printf "%.0f" . }}{{- else -}}{{ . }}{{- end -}}
{{- else -}}
{{ toString . }}
{{- end -}}
{{- end -}}

{{- /* A map with all values as strings, in YAML, without nulls. Renders nothing if the map is empty. */ -}}
{{- define "liqo.text.map" -}}
{{- $texts := dict -}}
{{- range $key, $value := . | default dict -}}
{{- if not (kindIs "invalid" $value) -}}
{{- $_ := set $texts $key (include "liqo.text.scalar" $value) -}}
{{- end -}}
{{- end -}}
{{- with $texts -}}
{{ toYaml . }}
{{- end -}}
{{- end -}}
