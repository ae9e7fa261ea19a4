{{- /* What several objects of the metric agent share. */ -}}

{{- /* The labels of its pods: one more than other components have, and just as immutable. */ -}}
{{- define "liqo.metricAgent.selector" -}}
{{ include "liqo.labels.selector" (dict "root" . "name" "metric-agent") }}
run: metric-agent
{{- end -}}

{{- define "liqo.metricAgent.arguments" -}}
{{- $values := .Values.metricAgent | default dict -}}
{{- $timeout := ($values.config).timeout | default dict -}}
{{- $arguments := list "--key-path=/certs/key.pem" "--cert-path=/certs/cert.pem" -}}
{{- $timeouts := list (dict "flag" "--read-timeout" "value" $timeout.read) (dict "flag" "--write-timeout" "value" $timeout.write) -}}
{{- $arguments = concat $arguments (include "liqo.arguments.given" $timeouts | fromJsonArray) -}}
{{ concat $arguments (include "liqo.arguments.extra" (dict "root" . "pod" $values.pod) | fromJsonArray) | toYaml }}
{{- end -}}
