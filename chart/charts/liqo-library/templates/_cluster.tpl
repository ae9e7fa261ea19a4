{{- /*
What is looked up in the cluster. Helm has access to it in `helm install`, `helm upgrade` and with --dry-run=server, but
not in `helm template`, `helm lint` and with --dry-run=client; nor does Argo CD. `lookup` then finds nothing. If the
account may not read what is looked up, Helm fails with the API server's message.
*/ -}}

{{- /* "true" if Helm has access to the cluster, else empty: every cluster has this namespace. */ -}}
{{- define "liqo.cluster.reached" -}}
{{- if lookup "v1" "Namespace" "" "kube-system" -}}true{{- end -}}
{{- end -}}

{{- /*
Kinds of the networking module. Objects of a connection are in use as long as they exist; objects of the other kinds
only if they have a finalizer, which the network controllers or the fabric must remove.
*/ -}}
{{- define "liqo.cluster.networkKinds" -}}
- {apiVersion: ipam.liqo.io/v1alpha1, kind: IP}
- {apiVersion: ipam.liqo.io/v1alpha1, kind: Network}
- {apiVersion: networking.liqo.io/v1beta1, kind: Configuration, ofConnection: true}
- {apiVersion: networking.liqo.io/v1beta1, kind: Connection, ofConnection: true}
- {apiVersion: networking.liqo.io/v1beta1, kind: FirewallConfiguration}
- {apiVersion: networking.liqo.io/v1beta1, kind: GatewayClient, ofConnection: true}
- {apiVersion: networking.liqo.io/v1beta1, kind: GatewayServer, ofConnection: true}
- {apiVersion: networking.liqo.io/v1beta1, kind: InternalFabric}
- {apiVersion: networking.liqo.io/v1beta1, kind: InternalNode}
- {apiVersion: networking.liqo.io/v1beta1, kind: RouteConfiguration}
- {apiVersion: networking.liqo.io/v1beta1, kind: WgGatewayClient}
- {apiVersion: networking.liqo.io/v1beta1, kind: WgGatewayServer}
{{- end -}}

{{- /* The objects of the networking module that are in use: one line per kind, with the first three names. */ -}}
{{- define "liqo.cluster.heldByNetworking" -}}
{{- $root := . -}}
{{- range $known := include "liqo.cluster.networkKinds" . | fromYamlArray -}}
{{- $names := list -}}
{{- /* Looking up a kind that the cluster does not know is an error. */ -}}
{{- if $root.Capabilities.APIVersions.Has (printf "%s/%s" $known.apiVersion $known.kind) -}}
{{- range (lookup $known.apiVersion $known.kind "" "").items -}}
{{- if or $known.ofConnection (join " " .metadata.finalizers | contains "liqo.io/") -}}
{{- $names = append $names .metadata.name -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- with $names }}
{{ len . }} {{ $known.kind }}: {{ slice . 0 (min 3 (len .)) | join ", " }}{{ if gt (len .) 3 }}, …{{ end }}
{{- end -}}
{{- end -}}
{{- end -}}
