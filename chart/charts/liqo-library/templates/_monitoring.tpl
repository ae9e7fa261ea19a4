{{- /* Monitors for the Prometheus Operator, and the Services that they select. */ -}}

{{- /*
Interval and timeout of scrapes. If they are empty, Prometheus' own settings apply. Argument: the monitor's values.
*/ -}}
{{- define "liqo.monitoring.timing" -}}
{{- with .interval }}
interval: {{ toYaml . }}
{{- end }}
{{- with .scrapeTimeout }}
scrapeTimeout: {{ toYaml . }}
{{- end }}
{{- end -}}

{{- /*
The Service of a component's metrics. Arguments: root, name (short name of the component), service (the values of the
Service), selector (the labels of its pods, as YAML).
*/ -}}
{{- define "liqo.monitoring.metricsService" -}}
{{- $service := .service | default dict -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "liqo.labels.metadata" (dict
        "root" .root
        "name" (printf "%s-metrics" .name)
        "labels" $service.labels
        "annotations" $service.annotations
      ) | nindent 2 }}
spec:
  selector:
    {{- .selector | nindent 4 }}
  ports:
    - name: metrics
      port: 8082
      targetPort: metrics
{{- end -}}

{{- /*
The ServiceMonitor that selects this Service. Arguments: root, name (short name of the component), monitor (its
`serviceMonitor` values).

It selects the Service by labels that never change, so that it selects one at every moment of an upgrade.
*/ -}}
{{- define "liqo.monitoring.serviceMonitor" -}}
{{- $name := printf "%s-metrics" .name -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  {{- include "liqo.labels.metadata" (dict "root" .root "name" $name "labels" .monitor.labels) | nindent 2 }}
spec:
  selector:
    matchLabels:
      {{- include "liqo.labels.selector" (dict "root" .root "name" $name) | nindent 6 }}
  endpoints:
    - port: metrics
      {{- with include "liqo.monitoring.timing" .monitor | trim }}
      {{- . | nindent 6 }}
      {{- end }}
{{- end -}}

{{- /*
A PodMonitor. Arguments: root, name (short name of the component), monitor (its `podMonitor` values), selector (labels
of its pods, as YAML), and optionally fullName, component, ports (names of the ports with metrics), everywhere (true if
the pods are in other namespaces than the release).
*/ -}}
{{- define "liqo.monitoring.podMonitor" -}}
{{- $monitor := .monitor | default dict -}}
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata:
  {{- include "liqo.labels.metadata" (dict
        "root" .root "name" .name "fullName" .fullName "component" .component "labels" $monitor.labels
      ) | nindent 2 }}
spec:
  {{- if .everywhere }}
  namespaceSelector:
    any: true
  {{- end }}
  selector:
    matchLabels:
      {{- .selector | nindent 6 }}
  podMetricsEndpoints:
    {{- range .ports | default (list "metrics") }}
    - port: {{ . }}
      {{- with include "liqo.monitoring.timing" $monitor | trim }}
      {{- . | nindent 6 }}
      {{- end }}
    {{- end }}
{{- end -}}
