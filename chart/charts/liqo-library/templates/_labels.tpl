{{- /*
Labels and annotations of objects and pods.

The four selector labels are immutable in Deployments and DaemonSets that exist, and Liqo's programs list objects
by them: they may never change. Arguments of the templates here: root, name (short name of the object), and where an
image is involved image (the map that describes it).

Every object of the chart has its metadata from liqo.labels.metadata and every pod from liqo.pods.metadata, which put
in what the user wants on all of them: `commonLabels` on objects and pods, `commonAnnotations` on objects only, because
a controller that acts on an annotation (to sync, to restart) would act on each pod again. Selectors have neither.
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

{{- /* A value that Kubernetes accepts for a label, made of any string: digests and build metadata have other characters. */ -}}
{{- define "liqo.labels.value" -}}
{{ regexReplaceAll "[^-A-Za-z0-9_.]" (toString .) "_" | trunc 63 | trimAll "-_." }}
{{- end -}}

{{- define "liqo.labels.selector" -}}
app.kubernetes.io/name: {{ quote .name }}
app.kubernetes.io/instance: {{ include "liqo.labels.value" (printf "%s-%s" .root.Release.Name .name) | quote }}
app.kubernetes.io/component: {{ include "liqo.labels.component" .name | quote }}
app.kubernetes.io/part-of: "liqo"
{{- end -}}

{{- /* Labels of a pod: nothing that changes with every release of the chart, or each of them would restart the pods. */ -}}
{{- define "liqo.labels.pod" -}}
{{ include "liqo.labels.selector" . }}
app.kubernetes.io/version: {{ include "liqo.images.version" . | include "liqo.labels.value" | quote }}
app.kubernetes.io/managed-by: {{ quote .root.Release.Service }}
{{- end -}}

{{- /* The labels of an object that the chart sets by itself. */ -}}
{{- define "liqo.labels.object" -}}
{{ include "liqo.labels.pod" . }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | include "liqo.labels.value" | quote }}
{{- end -}}

{{- /*
The metadata of an object. Arguments as a map: root, name (short name: what the object is called and labelled), and
where needed: fullName (what it is called instead), image, labels and annotations (maps, more of them).
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
Labels or annotations from three sources as one map, in YAML, empty if there is nothing in it. Of a key that several
have, the first counts. Arguments, each of them a map: chart, own (the user's, for this object), common (for all objects).
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
