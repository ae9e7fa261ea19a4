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

{{- /*
The one to install. Without a value, every rendering that reaches no cluster gives another one, as Liqo's own chart
does; whoever renders manifests in a pipeline has to set discovery.config.clusterID. Render this once per release.
*/ -}}
{{- define "liqo.clusterId.value" -}}
{{ coalesce (include "liqo.clusterId.given" .) (include "liqo.clusterId.existing" .) uuidv4 }}
{{- end -}}
