{{- /*
What the pods of the release have in common. The fabric and the gateways work on the host's network and say for
themselves what they need; every other pod meets the Pod Security Standard "restricted".
*/ -}}

{{- /* Number of replicas: 0 is a number too, so `default` will not do. Argument: the value. */ -}}
{{- define "liqo.pods.replicas" -}}
{{- if kindIs "invalid" . -}}1{{- else -}}{{ int . }}{{- end -}}
{{- end -}}

{{- /* Labels and annotations. Arguments: root, short name, image, the component's `pod` values. */ -}}
{{- define "liqo.pods.metadata" -}}
{{- $pod := index . 3 -}}
{{- with include "liqo.text.map" $pod.annotations }}
annotations:
  {{- . | nindent 2 }}
{{- end }}
labels:
  {{- include "liqo.labels.pod" . | nindent 2 }}
  {{- with include "liqo.text.map" $pod.labels }}
  {{- . | nindent 2 }}
  {{- end }}
{{- end -}}

{{- /* Security context of a pod. OpenShift assigns the user and the group itself, from the range of the namespace. */ -}}
{{- define "liqo.pods.securityContext" -}}
runAsNonRoot: true
seccompProfile:
  type: RuntimeDefault
{{- if not (.Values.openshiftConfig).enabled }}
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
{{- end }}
{{- end -}}

{{- define "liqo.pods.containerSecurityContext" -}}
allowPrivilegeEscalation: false
capabilities:
  drop:
    - ALL
{{- end -}}

{{- /* What a container may use. Amounts are text: Liqo's own objects take no fraction of a CPU as a number. */ -}}
{{- define "liqo.pods.resources" -}}
{{- $values := . | default dict -}}
{{- $resources := dict -}}
{{- range $kind := list "limits" "requests" -}}
{{- with include "liqo.text.map" (get $values $kind) -}}
{{- $_ := set $resources $kind (fromYaml .) -}}
{{- end -}}
{{- end -}}
{{- with $values.claims -}}
{{- $_ := set $resources "claims" . -}}
{{- end -}}
{{ toYaml $resources }}
{{- end -}}

{{- define "liqo.pods.imagePullSecrets" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "liqo.pods.imagePullPolicy" -}}
{{- with .Values.pullPolicy }}
imagePullPolicy: {{ . }}
{{- end }}
{{- end -}}

{{- /*
Affinity. With several replicas the pods avoid each other's node, unless the user's affinity says something about
pods to avoid. Arguments: root, short name, number of replicas.
*/ -}}
{{- define "liqo.pods.affinity" -}}
{{- $root := index . 0 -}}
{{- $affinity := ($root.Values.common).affinity | default dict | deepCopy -}}
{{- if and (gt (int (index . 2)) 1) (not (hasKey $affinity "podAntiAffinity")) -}}
{{- $labels := include "liqo.labels.selector" . | fromYaml -}}
{{- $term := dict "labelSelector" (dict "matchLabels" $labels) "topologyKey" "kubernetes.io/hostname" -}}
{{- $preferred := list (dict "weight" 100 "podAffinityTerm" $term) -}}
{{- $_ := set $affinity "podAntiAffinity" (dict "preferredDuringSchedulingIgnoredDuringExecution" $preferred) -}}
{{- end -}}
{{- with $affinity -}}
{{ toYaml . }}
{{- end -}}
{{- end -}}

{{- /*
Where the pods of the control plane of Liqo run. Arguments: root, short name, number of replicas, the component's
`pod` values.
*/ -}}
{{- define "liqo.pods.scheduling" -}}
{{- $common := (index . 0).Values.common | default dict -}}
{{- $pod := index . 3 -}}
{{- with include "liqo.text.map" $common.nodeSelector }}
nodeSelector:
  {{- . | nindent 2 }}
{{- end }}
{{- with $common.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with include "liqo.pods.affinity" . }}
affinity:
  {{- . | nindent 2 }}
{{- end }}
{{- with $pod.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end -}}

{{- /* The environment variable with the identity of this cluster. */ -}}
{{- define "liqo.pods.clusterIdVariable" -}}
- name: CLUSTER_ID
  valueFrom:
    configMapKeyRef:
      name: {{ include "liqo.names.clusterId" . }}
      key: CLUSTER_ID
{{- end -}}

{{- /* An environment variable with a field of the pod itself. Arguments: its name, the path of the field. */ -}}
{{- define "liqo.pods.fieldVariable" -}}
- name: {{ index . 0 }}
  valueFrom:
    fieldRef:
      fieldPath: {{ index . 1 }}
{{- end -}}
