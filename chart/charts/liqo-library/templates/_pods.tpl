{{- /*
What all pods of the release share. The fabric and the gateways work on the node's network and set security contexts of
their own; every other pod meets the Pod Security Standard "restricted".
*/ -}}

{{- /* The number of replicas. `default` cannot be used, because 0 is a number too. Argument: the value. */ -}}
{{- define "liqo.pods.replicas" -}}
{{- if kindIs "invalid" . -}}1{{- else -}}{{ int . }}{{- end -}}
{{- end -}}

{{- /*
Labels and annotations. Arguments: root, name (short name), image, pod (the component's `pod` values), and optionally
podLabels (a map with more labels of the chart).
*/ -}}
{{- define "liqo.pods.metadata" -}}
{{- $chart := merge (include "liqo.labels.pod" . | fromYaml) (.podLabels | default dict) -}}
{{- include "liqo.pods.metadataWith" (dict "root" .root "pod" .pod "chart" $chart) -}}
{{- end -}}

{{- /*
The same with other labels of the chart. Arguments: root, pod (the component's `pod` values), chart (these labels, as a
map).
*/ -}}
{{- define "liqo.pods.metadataWith" -}}
{{- with include "liqo.text.map" .pod.annotations }}
annotations:
  {{- . | nindent 2 }}
{{- end }}
labels:
  {{- include "liqo.labels.merged" (dict "chart" .chart "own" .pod.labels "common" .root.Values.commonLabels) | nindent 2 }}
{{- end -}}

{{- /*
A pod spec without service account and containers. Arguments, which describe the component: root, name (short name), pod
(its `pod` values), and optionally replicas and volumes (a list). Components that differ from the others have
podSecurity (YAML) instead of the usual security context, common (a map) instead of the `common` values, and selector
(YAML) instead of the usual labels.
*/ -}}
{{- define "liqo.pods.spec" -}}
{{- $security := .podSecurity | default (include "liqo.pods.securityContext" .root) -}}
{{- with include "liqo.pods.mergedMap" (dict "chart" $security "user" .pod.securityContext) | fromYaml }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- include "liqo.pods.imagePullSecrets" .root }}
{{- with include "liqo.pods.mergedList" (dict "chart" .volumes "user" .pod.extraVolumes "key" "name") }}
volumes:
  {{- . | nindent 2 }}
{{- end }}
{{- include "liqo.pods.scheduling" . }}
{{- end -}}

{{- /*
A container without name, command, ports and probes. Arguments, which describe the component: root, image, program (for
an image without a name), pod (its `pod` values), and optionally environment and mounts (lists) and pullPolicy.
Components that need more than the others have containerSecurity (YAML) instead of the usual security context.
*/ -}}
{{- define "liqo.pods.container" -}}
{{- $security := .containerSecurity | default (include "liqo.pods.containerSecurityContext" .) -}}
image: {{ include "liqo.images.reference" . | quote }}
{{- with .pullPolicy | default .root.Values.pullPolicy }}
imagePullPolicy: {{ . }}
{{- end }}
{{- with include "liqo.pods.mergedMap" (dict "chart" $security "user" .pod.containerSecurityContext) | fromYaml }}
{{- /* The API server rejects the chart's `false` with privileges that need escalation. */}}
{{- $escalates := or .privileged (has "CAP_SYS_ADMIN" ((.capabilities).add | default list)) }}
{{- if and $escalates (not (hasKey ($.pod.containerSecurityContext | default dict) "allowPrivilegeEscalation")) }}
{{- $_ := unset . "allowPrivilegeEscalation" }}
{{- end }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- $extraEnvironment := include "liqo.pods.extraEnvironment" .pod | fromYamlArray -}}
{{- with include "liqo.pods.mergedList" (dict "chart" .environment "user" $extraEnvironment "key" "name") }}
env:
  {{- . | nindent 2 }}
{{- end }}
{{- with include "liqo.pods.mergedList" (dict "chart" .mounts "user" .pod.extraVolumeMounts "key" "mountPath") }}
volumeMounts:
  {{- . | nindent 2 }}
{{- end }}
{{- with include "liqo.pods.resources" .pod.resources | fromYaml }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- /* The security context of a pod. OpenShift assigns user and group itself, from the range of the namespace. */ -}}
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

{{- /*
Resources of a container. Amounts are strings: Liqo's own objects do not accept a fraction of a CPU as a number.
*/ -}}
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

{{- /* The user's variables. Numbers and booleans become strings, as Kubernetes requires. Argument: `pod` values. */ -}}
{{- define "liqo.pods.extraEnvironment" -}}
{{- range .extraEnv }}
{{- $variable := deepCopy . }}
{{- if not (kindIs "invalid" .value) }}
{{- $_ := include "liqo.text.scalar" .value | set $variable "value" }}
{{- end }}
- {{ toYaml $variable | nindent 2 | trim }}
{{- end }}
{{- end -}}

{{- /*
A map of the chart with the user's merged over it, at every depth. A null removes a key. Arguments: chart (YAML), user
(a map).
*/ -}}
{{- define "liqo.pods.mergedMap" -}}
{{- $result := .chart | fromYaml -}}
{{- range $key, $value := .user | default dict -}}
{{- if kindIs "invalid" $value -}}
{{- $_ := unset $result $key -}}
{{- else if and (kindIs "map" $value) (kindIs "map" (index $result $key)) -}}
{{- $inner := include "liqo.pods.mergedMap" (dict "chart" (index $result $key | toYaml) "user" $value) -}}
{{- $_ := fromYaml $inner | set $result $key -}}
{{- else -}}
{{- $_ := set $result $key $value -}}
{{- end -}}
{{- end -}}
{{ toYaml $result }}
{{- end -}}

{{- /*
A list of the chart followed by the user's, without items of the chart that the user replaces. Renders nothing if both
are empty. Arguments: chart, user, key (which identifies an item).
*/ -}}
{{- define "liqo.pods.mergedList" -}}
{{- $key := .key -}}
{{- $user := .user | default list -}}
{{- $replaced := list -}}
{{- range $user -}}
{{- $replaced = append $replaced (index . $key) -}}
{{- end -}}
{{- $result := list -}}
{{- range .chart -}}
{{- if not (has (index . $key) $replaced) -}}
{{- $result = append $result . -}}
{{- end -}}
{{- end -}}
{{- with concat $result $user -}}
{{ toYaml . }}
{{- end -}}
{{- end -}}

{{- /*
Where pods run, and their priority: the component's own settings, or else the common ones. A setting that is present but
empty is the component's own too: no node selector, no tolerations. Arguments: those of liqo.pods.spec.
*/ -}}
{{- define "liqo.pods.scheduling" -}}
{{- $pod := .pod -}}
{{- $common := .root.Values.common | default dict -}}
{{- if hasKey . "common" -}}
{{- $common = .common -}}
{{- end -}}
{{- $selector := .selector -}}
{{- if not $selector -}}
{{- $selector = include "liqo.labels.selector" . -}}
{{- end -}}
{{- $settings := dict -}}
{{- range $key := list "nodeSelector" "tolerations" "affinity" "topologySpreadConstraints" -}}
{{- $own := index $pod $key -}}
{{- $_ := ternary (index $common $key) $own (kindIs "invalid" $own) | set $settings $key -}}
{{- end -}}
{{- with include "liqo.text.map" $settings.nodeSelector }}
nodeSelector:
  {{- . | nindent 2 }}
{{- end }}
{{- with $settings.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with include "liqo.pods.affinity" (dict "affinity" $settings.affinity "selector" $selector "replicas" .replicas) | fromYaml }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $settings.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- include "liqo.pods.topologySpread" (dict "constraints" . "selector" $selector) | nindent 2 }}
{{- end }}
{{- with $pod.priorityClassName | default $common.priorityClassName }}
priorityClassName: {{ toYaml . }}
{{- end }}
{{- end -}}

{{- /*
Affinity. With several replicas, the pods prefer different nodes, unless the user sets podAntiAffinity. Arguments:
affinity (the user's), selector (the labels of the pods, as YAML), replicas (one if not set).
*/ -}}
{{- define "liqo.pods.affinity" -}}
{{- $affinity := .affinity | default dict | deepCopy -}}
{{- if and (gt (int .replicas) 1) (not (hasKey $affinity "podAntiAffinity")) -}}
{{- $selector := .selector | fromYaml -}}
{{- $term := dict "labelSelector" (dict "matchLabels" $selector) "topologyKey" "kubernetes.io/hostname" -}}
{{- $preferred := list (dict "weight" 100 "podAffinityTerm" $term) -}}
{{- $_ := set $affinity "podAntiAffinity" (dict "preferredDuringSchedulingIgnoredDuringExecution" $preferred) -}}
{{- end -}}
{{ toYaml $affinity }}
{{- end -}}

{{- /*
Topology spread constraints, with a selector added if the user left it out. Arguments: constraints (a list), selector
(the labels of the pods, as YAML).
*/ -}}
{{- define "liqo.pods.topologySpread" -}}
{{- $selector := dict "matchLabels" (.selector | fromYaml) -}}
{{- $constraints := list -}}
{{- range .constraints -}}
{{- $chosen := .labelSelector -}}
{{- if kindIs "invalid" $chosen -}}
{{- $chosen = $selector -}}
{{- end -}}
{{- $constraints = append $constraints (merge (dict "labelSelector" $chosen) .) -}}
{{- end -}}
{{ toYaml $constraints }}
{{- end -}}

{{- /*
A liveness probe for programs whose health endpoint answers as long as the process does anything. It restarts a program
that hangs, but slowly, so that a slow API server or a busy node causes no restart: after three minutes at the start,
two minutes later on. Arguments: path, port, and scheme if it is not HTTP.
*/ -}}
{{- define "liqo.pods.livenessProbe" -}}
httpGet:
  {{- toYaml . | nindent 2 }}
initialDelaySeconds: 60
periodSeconds: 20
timeoutSeconds: 5
failureThreshold: 6
{{- end -}}

{{- /* The environment variable with the cluster ID. */ -}}
{{- define "liqo.pods.clusterIdVariable" -}}
- name: CLUSTER_ID
  valueFrom:
    configMapKeyRef:
      name: {{ include "liqo.names.clusterId" . }}
      key: CLUSTER_ID
{{- end -}}

{{- /* An environment variable with a field of the pod. Arguments: name, fieldPath. */ -}}
{{- define "liqo.pods.fieldVariable" -}}
- name: {{ .name }}
  valueFrom:
    fieldRef:
      fieldPath: {{ .fieldPath }}
{{- end -}}
