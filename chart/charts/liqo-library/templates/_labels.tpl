{{- /*
Labels and annotations of objects and pods. Arguments of the templates here: root, name (short name of the object), and
for an object with an image also image (the map that describes it). An object that differs from others of its name also
has component (the value of this label).

The four selector labels must never change: they are immutable in existing Deployments and DaemonSets, and Liqo's
programs list objects by them.

Every object gets its metadata from liqo.labels.metadata and every pod from liqo.pods.metadata. Both add what the user
wants everywhere: `commonLabels` on objects and pods, `commonAnnotations` on objects only, because a controller that
acts on an annotation (to sync, to restart) would also act on every pod. Selectors get neither.
*/ -}}

{{- /* The part of Liqo that an object belongs to: the value of its label app.kubernetes.io/component. */ -}}
{{- define "liqo.labels.component" -}}
{{- get (dict
      "aws-config" "aws-config"
      "clusterid-configmap" "clusterid-configmap"
      "controller-manager-metrics" "controller-manager"
      "controller-manager-networking" "networking"
      "controller-manager" "controller-manager"
      "crd-replicator" "dispatcher"
      "crds-upgrade" "crd-upgrade"
      "fabric" "networking"
      "gateway" "networking"
      "gw-mss-clamping" "networking"
      "helm-test" "helm-test"
      "ipam" "ipam"
      "metric-agent" "metrics"
      "peering-user" "peering-user"
      "pre-delete" "pre-delete"
      "proxy" "networking"
      "remote-controlplane" "authentication"
      "runtimeclass" "runtimeclass"
      "storage" "storage"
      "telemetry" "telemetry"
      "virtual-kubelet-local" "virtualkubelet"
      "virtual-kubelet-remote-clusterwide" "virtualkubelet"
      "virtual-kubelet-remote" "virtualkubelet"
      "virtual-kubelet" "virtualkubelet"
      "webhook-metrics" "webhook"
      "webhook-networking" "networking"
      "webhook" "webhook"
      "wireguard-client" "networking"
      "wireguard-server" "networking"
    ) . -}}
{{- end -}}

{{- /* Any string as a valid label value: digests and build metadata contain other characters. */ -}}
{{- define "liqo.labels.value" -}}
{{ regexReplaceAll "[^-A-Za-z0-9_.]" (toString .) "_" | trunc 63 | trimAll "-_." }}
{{- end -}}

{{- define "liqo.labels.selector" -}}
app.kubernetes.io/name: {{ quote .name }}
app.kubernetes.io/instance: {{ include "liqo.labels.value" (printf "%s-%s" .root.Release.Name .name) | quote }}
app.kubernetes.io/component: {{ .component | default (include "liqo.labels.component" .name) | quote }}
app.kubernetes.io/part-of: "liqo"
{{- end -}}

{{- /* Labels of a pod. None of them changes with every release of the chart, which would restart the pods. */ -}}
{{- define "liqo.labels.pod" -}}
{{ include "liqo.labels.selector" . }}
app.kubernetes.io/version: {{ include "liqo.images.version" . | include "liqo.labels.value" | quote }}
app.kubernetes.io/managed-by: {{ quote .root.Release.Service }}
{{- end -}}

{{- /* The labels that the chart sets on an object. */ -}}
{{- define "liqo.labels.object" -}}
{{ include "liqo.labels.pod" . }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | include "liqo.labels.value" | quote }}
{{- end -}}

{{- /*
The metadata of an object. Arguments: root, name (short name, for the object's name and its labels), and optionally
fullName (the object's name, if it is another one), image, labels and annotations (maps, added to the chart's).
*/ -}}
{{- define "liqo.labels.metadata" -}}
{{- $chart := include "liqo.labels.object" . | fromYaml -}}
name: {{ .fullName | default (include "liqo.names.fullname" .name) | toYaml }}
labels:
  {{- include "liqo.labels.merged" (dict "chart" $chart "own" .labels "common" .root.Values.commonLabels) | nindent 2 }}
{{- with include "liqo.labels.merged" (dict "own" .annotations "common" .root.Values.commonAnnotations) }}
annotations:
  {{- . | nindent 2 }}
{{- end }}
{{- end -}}

{{- /*
Labels or annotations from three sources as one map, in YAML; empty if there are none. If several have the same key, the
first wins. Arguments, all maps: chart, own (the user's for this object), common (the user's for all objects).
*/ -}}
{{- define "liqo.labels.merged" -}}
{{- $merged := dict -}}
{{- range list .chart .own .common -}}
{{- range $key, $value := include "liqo.text.map" . | fromYaml -}}
{{- if not (hasKey $merged $key) -}}
{{- $_ := set $merged $key $value -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- with $merged -}}
{{ toYaml . }}
{{- end -}}
{{- end -}}
