{{- /*
What the pods of the release have in common. The fabric and the gateways work on the host's network and say for
themselves what they need; every other pod meets the Pod Security Standard "restricted".
*/ -}}

{{- /* Number of replicas: 0 is a number too, so `default` will not do. Argument: the value. */ -}}
{{- define "liqo.pods.replicas" -}}
{{- if kindIs "invalid" . -}}1{{- else -}}{{ int . }}{{- end -}}
{{- end -}}

{{- /*
Labels and annotations. Arguments: root, name (short name), image, pod (the component's `pod` values), and where its pods
have more labels of the chart, podLabels (a map).
*/ -}}
{{- define "liqo.pods.metadata" -}}
{{- $chart := merge (include "liqo.labels.pod" . | fromYaml) (.podLabels | default dict) -}}
{{- include "liqo.pods.metadataWith" (dict "root" .root "pod" .pod "chart" $chart) -}}
{{- end -}}

{{- /* The same with other labels of the chart. Arguments: root, pod (the component's `pod` values), chart (these, as a map). */ -}}
{{- define "liqo.pods.metadataWith" -}}
{{- with include "liqo.text.map" .pod.annotations }}
annotations:
  {{- . | nindent 2 }}
{{- end }}
labels:
  {{- include "liqo.labels.merged" (dict "chart" .chart "own" .pod.labels "common" .root.Values.commonLabels) | nindent 2 }}
{{- end -}}

{{- /*
A pod but for its account and its containers. Arguments as a map that describes the component: root, name (short name),
pod (its `pod` values), and where there are any, replicas, and volumes (a list). Those that are not like the others have
podSecurity (YAML) in place of the usual security context, common (a map) in place of the `common` values, and selector
(YAML) in place of the usual labels.
*/ -}}
{{- define "liqo.pods.spec" -}}
{{- $security := .podSecurity | default (include "liqo.pods.securityContext" .root) -}}
{{- with include "liqo.pods.overlaid" (dict "chart" $security "user" .pod.securityContext) | fromYaml }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- include "liqo.pods.imagePullSecrets" .root }}
{{- with include "liqo.pods.replaced" (dict "chart" .volumes "user" .pod.extraVolumes "key" "name") }}
volumes:
  {{- . | nindent 2 }}
{{- end }}
{{- include "liqo.pods.scheduling" . }}
{{- end -}}

{{- /*
A container but for its name, command, ports and probes. Arguments as a map that describes the component: root, image,
program (for an image without a name), pod (its `pod` values), and where there are any, environment and mounts (lists),
and a pullPolicy of its own. Those that need more than the others have containerSecurity (YAML) in place of the usual security context.
*/ -}}
{{- define "liqo.pods.container" -}}
{{- $security := .containerSecurity | default (include "liqo.pods.containerSecurityContext" .) -}}
image: {{ include "liqo.images.reference" . | quote }}
{{- with .pullPolicy | default .root.Values.pullPolicy }}
imagePullPolicy: {{ . }}
{{- end }}
{{- with include "liqo.pods.overlaid" (dict "chart" $security "user" .pod.containerSecurityContext) | fromYaml }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- $extraEnvironment := include "liqo.pods.extraEnvironment" .pod | fromYamlArray -}}
{{- with include "liqo.pods.replaced" (dict "chart" .environment "user" $extraEnvironment "key" "name") }}
env:
  {{- . | nindent 2 }}
{{- end }}
{{- with include "liqo.pods.replaced" (dict "chart" .mounts "user" .pod.extraVolumeMounts "key" "mountPath") }}
volumeMounts:
  {{- . | nindent 2 }}
{{- end }}
{{- with include "liqo.pods.resources" .pod.resources | fromYaml }}
resources:
  {{- toYaml . | nindent 2 }}
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

{{- /* The variables of the user. Numbers and booleans become the text that Kubernetes wants. Argument: `pod` values. */ -}}
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
A map of the chart with that of the user laid over it, key by key, at every depth. A null takes a key away. Arguments:
chart (YAML), user (a map).
*/ -}}
{{- define "liqo.pods.overlaid" -}}
{{- $result := .chart | fromYaml -}}
{{- range $key, $value := .user | default dict -}}
{{- if kindIs "invalid" $value -}}
{{- $_ := unset $result $key -}}
{{- else if and (kindIs "map" $value) (kindIs "map" (index $result $key)) -}}
{{- $inner := include "liqo.pods.overlaid" (dict "chart" (index $result $key | toYaml) "user" $value) -}}
{{- $_ := fromYaml $inner | set $result $key -}}
{{- else -}}
{{- $_ := set $result $key $value -}}
{{- end -}}
{{- end -}}
{{ toYaml $result }}
{{- end -}}

{{- /*
A list of the chart followed by that of the user, without those of the chart that the user has another one for. Nothing
where both are empty. Arguments: chart, user, key (by which items are told apart).
*/ -}}
{{- define "liqo.pods.replaced" -}}
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
Where pods run, and how important they are: the component's own settings, or else the common ones. A setting that is
there and empty is the component's own as well: no node selector, no tolerations. Argument: that of `liqo.pods.spec`.
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
Affinity. With several replicas the pods avoid each other's node, unless the user's affinity says something about
pods to avoid. Arguments: affinity (the user's), selector (the labels of the pods, as YAML), replicas (their number; one
if there is none).
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
Constraints, with a selector where the user left it out. Arguments: constraints (a list), selector (the labels of the
pods, as YAML).
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
A liveness probe for programs whose health endpoint answers as long as the process does anything at all. It is there
for one that hangs, and slow to decide, so that a slow API server or a busy node restarts nothing: three minutes after
the start, two minutes later on. Argument: a map with path, port, and scheme if it is not HTTP.
*/ -}}
{{- define "liqo.pods.livenessProbe" -}}
httpGet:
  {{- toYaml . | nindent 2 }}
initialDelaySeconds: 60
periodSeconds: 20
timeoutSeconds: 5
failureThreshold: 6
{{- end -}}

{{- /* The environment variable with the identity of this cluster. */ -}}
{{- define "liqo.pods.clusterIdVariable" -}}
- name: CLUSTER_ID
  valueFrom:
    configMapKeyRef:
      name: {{ include "liqo.names.clusterId" . }}
      key: CLUSTER_ID
{{- end -}}

{{- /* An environment variable with a field of the pod itself. Arguments: name, fieldPath. */ -}}
{{- define "liqo.pods.fieldVariable" -}}
- name: {{ .name }}
  valueFrom:
    fieldRef:
      fieldPath: {{ .fieldPath }}
{{- end -}}
