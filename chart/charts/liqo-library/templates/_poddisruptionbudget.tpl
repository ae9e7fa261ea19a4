{{- /* How many pods of a component may be evicted at once, as when nodes are drained. */ -}}

{{- /*
A PodDisruptionBudget. Arguments as a map: root, name (short name of the component), selector (the labels of its pods,
as YAML), budget (its `podDisruptionBudget` values).

Of the webhook and the IPAM one replica answers, but the budget counts all of them: any other takes over within
seconds, and a budget on the one that answers could never let its node be drained.
*/ -}}
{{- define "liqo.podDisruptionBudget.manifest" -}}
{{- if .budget.enabled -}}
{{- $minimum := include "liqo.podDisruptionBudget.amount" .budget.minAvailable -}}
{{- $maximum := include "liqo.podDisruptionBudget.amount" .budget.maxUnavailable | default "1" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "liqo.labels.metadata" (dict "root" .root "name" .name) | nindent 2 }}
spec:
  selector:
    matchLabels:
      {{- .selector | nindent 6 }}
  {{- if $minimum }}
  minAvailable: {{ $minimum }}
  {{- else }}
  maxUnavailable: {{ $maximum }}
  {{- end }}
  {{- with .budget.unhealthyPodEvictionPolicy }}
  unhealthyPodEvictionPolicy: {{ . }}
  {{- end }}
{{- end -}}
{{- end -}}

{{- /* A number of pods or a percentage, empty where there is none. 0 is a number too. */ -}}
{{- define "liqo.podDisruptionBudget.amount" -}}
{{- if not (kindIs "invalid" .) -}}
{{ include "liqo.text.scalar" . }}
{{- end -}}
{{- end -}}
