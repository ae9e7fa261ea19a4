{{- /*
Labels of objects and pods.

The four selector labels are immutable in Deployments and DaemonSets that exist, and Liqo's programs list objects
by them: they may never change. Arguments of the helpers are lists: the root context, the short name of the object,
and where an image is involved the map that describes it.
*/ -}}

{{- /* The part of Liqo that an object belongs to: the value of its label app.kubernetes.io/component. */ -}}
{{- define "liqo.labels.components" -}}
aws-config: aws-config
clusterid-configmap: clusterid-configmap
controller-manager-metrics: controller-manager
controller-manager-networking: networking
controller-manager: controller-manager
crd-replicator: dispatcher
fabric: networking
gateway: networking
gw-mss-clamping: networking
ipam: ipam
metric-agent: metrics
peering-user: peering-user
pre-delete: pre-delete
proxy: networking
remote-controlplane: authentication
runtimeclass: runtimeclass
storage: storage
telemetry: telemetry
virtual-kubelet-local: virtualkubelet
virtual-kubelet-remote-clusterwide: virtualkubelet
virtual-kubelet-remote: virtualkubelet
virtual-kubelet: virtualkubelet
webhook-metrics: webhook
webhook-networking: networking
webhook: webhook
wireguard-client: networking
wireguard-server: networking
{{- end -}}

{{- define "liqo.labels.component" -}}
{{ get (include "liqo.labels.components" . | fromYaml) . }}
{{- end -}}

{{- /* A value that Kubernetes accepts for a label, made of any string: digests and build metadata have other characters. */ -}}
{{- define "liqo.labels.value" -}}
{{ regexReplaceAll "[^-A-Za-z0-9_.]" (toString .) "_" | trunc 63 | trimAll "-_." }}
{{- end -}}

{{- define "liqo.labels.selector" -}}
{{- $root := index . 0 -}}
{{- $name := index . 1 -}}
app.kubernetes.io/name: {{ quote $name }}
app.kubernetes.io/instance: {{ include "liqo.labels.value" (printf "%s-%s" $root.Release.Name $name) | quote }}
app.kubernetes.io/component: {{ include "liqo.labels.component" $name | quote }}
app.kubernetes.io/part-of: "liqo"
{{- end -}}

{{- /* Labels of a pod: nothing that changes with every release of the chart, or each of them would restart the pods. */ -}}
{{- define "liqo.labels.pod" -}}
{{- $root := index . 0 -}}
{{ include "liqo.labels.selector" . }}
app.kubernetes.io/version: {{ include "liqo.images.version" (list $root (index . 2)) | include "liqo.labels.value" | quote }}
app.kubernetes.io/managed-by: {{ quote $root.Release.Service }}
{{- end -}}

{{- /* Labels of an object. */ -}}
{{- define "liqo.labels.object" -}}
{{- $root := index . 0 -}}
{{- $image := dict -}}
{{- if gt (len .) 2 -}}
{{- $image = index . 2 -}}
{{- end -}}
{{ include "liqo.labels.pod" (list $root (index . 1) $image) }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | include "liqo.labels.value" | quote }}
{{- end -}}
