{{- /* The cluster ID, by which peers know this cluster. Once set, it is kept. */ -}}

{{- /* The ID in the values. */ -}}
{{- define "liqo.clusterId.given" -}}
{{ ((.Values.discovery).config).clusterID | default "" | toString }}
{{- end -}}

{{- /* The ID that the cluster already has; empty if Helm has no access to the cluster. */ -}}
{{- define "liqo.clusterId.existing" -}}
{{- $configMap := lookup "v1" "ConfigMap" .Release.Namespace (include "liqo.names.clusterId" .) | default dict -}}
{{ ($configMap.data).CLUSTER_ID | default "" }}
{{- end -}}

{{- /* The ID to keep, from the values or the cluster; empty if there is none. */ -}}
{{- define "liqo.clusterId.known" -}}
{{ include "liqo.clusterId.given" . | default (include "liqo.clusterId.existing" .) }}
{{- end -}}

{{- /*
"true" if an ID may be generated: for the first install in a cluster that has none. Anywhere else, a new ID in every
rendering would make this another cluster each time. Users can allow that, because Liqo's published chart does it.
*/ -}}
{{- define "liqo.clusterId.mayBeNew" -}}
{{- if eq (toString ((.Values.discovery).config).allowRandomClusterID) "true" -}}
true
{{- else if .Release.IsInstall -}}
{{ include "liqo.cluster.reached" . }}
{{- end -}}
{{- end -}}

{{- /*
The ID to install; empty if that is rejected. Include this once per release: no two generated IDs are the same.
*/ -}}
{{- define "liqo.clusterId.value" -}}
{{- $new := ternary uuidv4 "" (eq (include "liqo.clusterId.mayBeNew" .) "true") -}}
{{ include "liqo.clusterId.known" . | default $new }}
{{- end -}}
