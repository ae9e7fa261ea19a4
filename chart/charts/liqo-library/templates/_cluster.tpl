{{- /*
What the cluster can be asked. Helm asks it for `helm install`, `helm upgrade`, and with --dry-run=server. It asks none
for `helm template`, `helm lint` and --dry-run=client, and nor does Argo CD: `lookup` then finds nothing, whatever the
name. An account that may not read what is looked up cannot install: Helm fails with the API server's message.
*/ -}}

{{- /* "true" where Helm asks a cluster, else empty: every cluster has this namespace. */ -}}
{{- define "liqo.cluster.reached" -}}
{{- if lookup "v1" "Namespace" "" "kube-system" -}}true{{- end -}}
{{- end -}}

{{- /*
Kinds of the networking module. Those of a connection are in use as long as they exist; of all others only those objects
are that carry a finalizer, which the network controllers or the fabric have to remove.
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

{{- /* The objects of the networking module that are in use, one kind per line, each with the first three names. */ -}}
{{- define "liqo.cluster.heldByNetworking" -}}
{{- $root := . -}}
{{- range $known := include "liqo.cluster.networkKinds" . | fromYamlArray -}}
{{- $names := list -}}
{{- /* To look up what the cluster does not know is an error. */ -}}
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
