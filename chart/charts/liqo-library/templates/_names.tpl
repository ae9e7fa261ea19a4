{{- /*
Names of objects.

Liqo's programs look up several objects by name (the cluster roles of the gateways and of the virtual kubelets, the
cluster ID, the webhook's Service), so the prefix is part of Liqo's interface and not the user's choice: `nameOverride`
is rejected (LQ503), and `fullnameOverride` has never had an effect.
*/ -}}

{{- /* The name of an object. Argument: its short name, e.g. "webhook". */ -}}
{{- define "liqo.names.fullname" -}}
liqo-{{ . }}
{{- end -}}

{{- /* The ConfigMap with the cluster ID, which every program reads. */ -}}
{{- define "liqo.names.clusterId" -}}
{{ include "liqo.names.fullname" "clusterid-configmap" }}
{{- end -}}

{{- /* The VkOptionsTemplate for virtual nodes that do not name one. */ -}}
{{- define "liqo.names.defaultOptionsTemplate" -}}
virtual-kubelet-default
{{- end -}}
