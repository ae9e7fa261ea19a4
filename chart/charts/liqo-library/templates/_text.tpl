{{- /*
Values that Kubernetes takes as text only: labels, annotations, amounts of resources. Users write numbers and booleans
there as well, which the API server would refuse.
*/ -}}

{{- /* A scalar as the user wrote it: a whole number from a file is a float for Helm, which would print 1e+06. */ -}}
{{- define "liqo.text.scalar" -}}
{{- if kindIs "float64" . -}}
{{- if eq . (floor .) -}}{{ printf "%.0f" . }}{{- else -}}{{ . }}{{- end -}}
{{- else -}}
{{ toString . }}
{{- end -}}
{{- end -}}

{{- /* A map with all its values as text, in YAML. A null is no value; where none is left, nothing is rendered. */ -}}
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
