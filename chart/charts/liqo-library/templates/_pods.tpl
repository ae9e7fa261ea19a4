{{- /*
What the pods of the release have in common. The fabric and the gateways work on the host's network and say for
themselves what they need; every other pod meets the Pod Security Standard "restricted".
*/ -}}

{{- /* Number of replicas: 0 is a number too, so `default` will not do. Argument: the value. */ -}}
{{- define "liqo.pods.replicas" -}}
{{- if kindIs "invalid" . -}}1{{- else -}}{{ int . }}{{- end -}}
{{- end -}}

{{- /*
Labels and annotations. Arguments: root, short name, image, the component's `pod` values, and where its pods have more
labels of the chart, these as a map.
*/ -}}
{{- define "liqo.pods.metadata" -}}
{{- $chart := include "liqo.labels.pod" . | fromYaml -}}
{{- if gt (len .) 4 -}}
{{- $chart = merge $chart (index . 4) -}}
{{- end -}}
{{- include "liqo.pods.metadataWith" (list (index . 0) $chart (index . 3)) -}}
{{- end -}}

{{- /* The same with labels of one's choice. Arguments: root, these as a map, and the component's `pod` values. */ -}}
{{- define "liqo.pods.metadataWith" -}}
{{- $pod := index . 2 -}}
{{- with include "liqo.text.map" $pod.annotations }}
annotations:
  {{- . | nindent 2 }}
{{- end }}
labels:
  {{- include "liqo.labels.merged" (list (index . 1) $pod.labels (index . 0).Values.commonLabels) | nindent 2 }}
{{- end -}}

{{- /*
A pod but for its account and its containers. Arguments as a map that describes the component: root, name (short name),
pod (its `pod` values), and where there are any, replicas, and volumes (a list). Those that are not like the others have
podSecurity (YAML) in place of the usual security context, common (a map) in place of the `common` values, and selector
(YAML) in place of the usual labels.
*/ -}}
{{- define "liqo.pods.spec" -}}
{{- $security := .podSecurity | default (include "liqo.pods.securityContext" .root) -}}
{{- with include "liqo.pods.overlaid" (list $security .pod.securityContext) | fromYaml }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- include "liqo.pods.imagePullSecrets" .root }}
{{- with include "liqo.pods.replaced" (list .volumes .pod.extraVolumes "name") }}
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
image: {{ include "liqo.images.reference" (list .root .image .program) | quote }}
{{- with .pullPolicy | default .root.Values.pullPolicy }}
imagePullPolicy: {{ . }}
{{- end }}
{{- with include "liqo.pods.overlaid" (list $security .pod.containerSecurityContext) | fromYaml }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- $extraEnvironment := include "liqo.pods.extraEnvironment" .pod | fromYamlArray -}}
{{- with include "liqo.pods.replaced" (list .environment $extraEnvironment "name") }}
env:
  {{- . | nindent 2 }}
{{- end }}
{{- with include "liqo.pods.replaced" (list .mounts .pod.extraVolumeMounts "mountPath") }}
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
the chart's as YAML, the user's.
*/ -}}
{{- define "liqo.pods.overlaid" -}}
{{- $result := index . 0 | fromYaml -}}
{{- range $key, $value := index . 1 | default dict -}}
{{- if kindIs "invalid" $value -}}
{{- $_ := unset $result $key -}}
{{- else if and (kindIs "map" $value) (kindIs "map" (index $result $key)) -}}
{{- $inner := include "liqo.pods.overlaid" (list (index $result $key | toYaml) $value) -}}
{{- $_ := fromYaml $inner | set $result $key -}}
{{- else -}}
{{- $_ := set $result $key $value -}}
{{- end -}}
{{- end -}}
{{ toYaml $result }}
{{- end -}}

{{- /*
A list of the chart followed by that of the user, without those of the chart that the user has another one for. Nothing
where both are empty. Arguments: the chart's, the user's, the key by which items are told apart.
*/ -}}
{{- define "liqo.pods.replaced" -}}
{{- $key := index . 2 -}}
{{- $own := index . 0 | default list -}}
{{- $extra := index . 1 | default list -}}
{{- $replaced := list -}}
{{- range $extra -}}
{{- $replaced = append $replaced (index . $key) -}}
{{- end -}}
{{- $result := list -}}
{{- range $own -}}
{{- if not (has (index . $key) $replaced) -}}
{{- $result = append $result . -}}
{{- end -}}
{{- end -}}
{{- with concat $result $extra -}}
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
{{- $selector = include "liqo.labels.selector" (list .root .name) -}}
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
{{- with include "liqo.pods.affinity" (list $settings.affinity $selector (.replicas | default 1)) | fromYaml }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $settings.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- include "liqo.pods.topologySpread" (list . $selector) | nindent 2 }}
{{- end }}
{{- with $pod.priorityClassName | default $common.priorityClassName }}
priorityClassName: {{ toYaml . }}
{{- end }}
{{- end -}}

{{- /*
Affinity. With several replicas the pods avoid each other's node, unless the user's affinity says something about
pods to avoid. Arguments: the user's affinity, the labels of the pods as YAML, number of replicas.
*/ -}}
{{- define "liqo.pods.affinity" -}}
{{- $affinity := index . 0 | default dict | deepCopy -}}
{{- if and (gt (int (index . 2)) 1) (not (hasKey $affinity "podAntiAffinity")) -}}
{{- $selector := index . 1 | fromYaml -}}
{{- $term := dict "labelSelector" (dict "matchLabels" $selector) "topologyKey" "kubernetes.io/hostname" -}}
{{- $preferred := list (dict "weight" 100 "podAffinityTerm" $term) -}}
{{- $_ := set $affinity "podAntiAffinity" (dict "preferredDuringSchedulingIgnoredDuringExecution" $preferred) -}}
{{- end -}}
{{ toYaml $affinity }}
{{- end -}}

{{- /* Constraints, with a selector where the user left it out. Arguments: them, the labels of the pods as YAML. */ -}}
{{- define "liqo.pods.topologySpread" -}}
{{- $selector := dict "matchLabels" (index . 1 | fromYaml) -}}
{{- $constraints := list -}}
{{- range index . 0 -}}
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

{{- /* An environment variable with a field of the pod itself. Arguments: its name, the path of the field. */ -}}
{{- define "liqo.pods.fieldVariable" -}}
- name: {{ index . 0 }}
  valueFrom:
    fieldRef:
      fieldPath: {{ index . 1 }}
{{- end -}}
