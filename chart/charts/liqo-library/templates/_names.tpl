{{- /*
Names of objects.

Liqo's programs look several of these objects up by name (the cluster roles of the gateways and of the virtual
kubelets, the cluster ID, the webhook's Service), so the prefix is part of Liqo's interface and not a choice of
the user: `nameOverride` is refused (LQ503), `fullnameOverride` has never had an effect.
*/ -}}

{{- /* Name of an object. Argument: the short name, e.g. "webhook". */ -}}
{{- define "liqo.names.fullname" -}}
liqo-{{ . }}
{{- end -}}

{{- /* The ConfigMap that holds the identity of this cluster. Every program reads it. */ -}}
{{- define "liqo.names.clusterId" -}}
{{ include "liqo.names.fullname" "clusterid-configmap" }}
{{- end -}}

{{- /* The VkOptionsTemplate that virtual nodes without a template of their own are made from. */ -}}
{{- define "liqo.names.defaultOptionsTemplate" -}}
virtual-kubelet-default
{{- end -}}
