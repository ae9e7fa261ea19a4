{{- /* Monitors of the Prometheus Operator, and the Services that they find. */ -}}

{{- /* How often and how long to scrape. Argument: the values of the monitor; empty means Prometheus' own setting. */ -}}
{{- define "liqo.monitoring.timing" -}}
{{- with .interval }}
interval: {{ . }}
{{- end }}
{{- with .scrapeTimeout }}
scrapeTimeout: {{ . }}
{{- end }}
{{- end -}}

{{- /*
A metrics Service and the ServiceMonitor for it. Arguments as a map: root, name (short name of the component),
metrics (its `metrics` values), selector (the labels of its pods, as YAML).

The monitor selects the Service by the labels that never change, so that an upgrade leaves no moment in which it
selects nothing.
*/ -}}
{{- define "liqo.monitoring.service" -}}
{{- $service := .metrics.service | default dict -}}
{{- $monitor := .metrics.serviceMonitor | default dict -}}
{{- $name := printf "%s-metrics" .name -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "liqo.names.of" $name }}
  {{- with include "liqo.text.map" $service.annotations }}
  annotations:
    {{- . | nindent 4 }}
  {{- end }}
  labels:
    {{- include "liqo.labels.object" (list .root $name) | nindent 4 }}
    {{- with include "liqo.text.map" $service.labels }}
    {{- . | nindent 4 }}
    {{- end }}
spec:
  selector:
    {{- .selector | nindent 4 }}
  ports:
    - name: metrics
      port: 8082
      targetPort: metrics
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: {{ include "liqo.names.of" $name }}
  labels:
    {{- include "liqo.labels.object" (list .root $name) | nindent 4 }}
    {{- with include "liqo.text.map" $monitor.labels }}
    {{- . | nindent 4 }}
    {{- end }}
spec:
  selector:
    matchLabels:
      {{- include "liqo.labels.selector" (list .root $name) | nindent 6 }}
  endpoints:
    - port: metrics
      {{- with include "liqo.monitoring.timing" $monitor | trim }}
      {{- . | nindent 6 }}
      {{- end }}
{{- end -}}
