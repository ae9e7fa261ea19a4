{{- /* How many pods of a component may be evicted at once, for example when nodes are drained. */ -}}

{{- /*
A PodDisruptionBudget. Arguments: root, name (short name of the component), selector (the labels of its pods, as YAML),
budget (its `podDisruptionBudget` values).

Only one replica of the webhook and of the IPAM answers, but the budget counts all of them: another one takes over
within seconds, and with a budget for the active one alone its node could never be drained.
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

{{- /* A number of pods or a percentage; empty if not set. 0 is a number too. */ -}}
{{- define "liqo.podDisruptionBudget.amount" -}}
{{- if not (kindIs "invalid" .) -}}
{{ include "liqo.text.scalar" . }}
{{- end -}}
{{- end -}}
