{{- /*
What the cluster can be asked. Helm asks it for `helm install`, `helm upgrade`, and with --dry-run=server. It asks none
for `helm template`, `helm lint` and --dry-run=client, and nor does Argo CD: `lookup` then finds nothing, whatever the
name. An account that may not read what is looked up cannot install: Helm fails with the API server's message.
*/ -}}

{{- /* "true" where Helm asks a cluster, else empty: every cluster has this namespace. */ -}}
{{- define "liqo.cluster.reached" -}}
{{- if lookup "v1" "Namespace" "" "kube-system" -}}true{{- end -}}
{{- end -}}
