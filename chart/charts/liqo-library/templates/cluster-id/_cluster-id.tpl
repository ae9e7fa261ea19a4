{{- /* The identity of this cluster, by which its peers know it: given once, and kept. */ -}}

{{- /* The one in the values. */ -}}
{{- define "liqo.clusterId.given" -}}
{{ ((.Values.discovery).config).clusterID | default "" | toString }}
{{- end -}}

{{- /* The one that the cluster has already; empty where Helm reaches no cluster. */ -}}
{{- define "liqo.clusterId.existing" -}}
{{- $configMap := lookup "v1" "ConfigMap" .Release.Namespace (include "liqo.names.clusterId" .) | default dict -}}
{{ ($configMap.data).CLUSTER_ID | default "" }}
{{- end -}}

{{- /* The one to keep, from the values or the cluster; empty where nobody knows one. */ -}}
{{- define "liqo.clusterId.known" -}}
{{ include "liqo.clusterId.given" . | default (include "liqo.clusterId.existing" .) }}
{{- end -}}

{{- /*
"true" where one may be made up: at a first installation, into a cluster that has none. Everywhere else a new ID would
make another cluster of this one, at every rendering; the user can want that, as Liqo's own chart does it.
*/ -}}
{{- define "liqo.clusterId.mayBeNew" -}}
{{- if eq (toString ((.Values.discovery).config).allowRandomClusterID) "true" -}}
true
{{- else if .Release.IsInstall -}}
{{ include "liqo.cluster.reached" . }}
{{- end -}}
{{- end -}}

{{- /* The one to install; empty where that is refused. Render this once per release: no two new ones are the same. */ -}}
{{- define "liqo.clusterId.value" -}}
{{- $new := ternary uuidv4 "" (eq (include "liqo.clusterId.mayBeNew" .) "true") -}}
{{ include "liqo.clusterId.known" . | default $new }}
{{- end -}}
