{{- /*
What the notes print: the components, the keys that nothing reads, and what the modes mean; and the keys of
durations that Liqo's programs read.
Generated from schema/ by `make generate`: change it there.
*/ -}}

{{- define "liqo.facts" -}}
{
"components": [
{"name": "controller-manager", "what": "peering and offloading"},
{"name": "webhook", "what": "admission checks"},
{"name": "virtual-kubelet", "what": "virtual node settings"},
{"name": "crd-replicator", "what": "exchange of resources"},
{"name": "cluster-id", "what": "this cluster's name"},
{"name": "peering", "what": "roles for peering"},
{"name": "metric-agent", "what": "metrics for consumers", "switch": "metricAgent.enabled"},
{"name": "proxy", "what": "API server access", "switch": "proxy.enabled"},
{"name": "telemetry", "what": "anonymous usage data", "switch": "telemetry.enabled"},
{"name": "storage", "what": "a storage class", "switch": "storage.enabled"},
{"name": "uninstaller", "what": "runs at helm uninstall"},
{"name": "liqo-crds", "what": "Liqo's API types"},
{"name": "network-manager", "what": "controllers, gateways, IPAM unless external", "module": "networking"},
{"name": "fabric", "what": "privileged, on every node", "module": "networking"},
{
"name": "openshift",
"what": "SecurityContextConstraints",
"module": "networking",
"switch": "openshiftConfig.enabled"
}
],
"durations": [
"networking.gatewayTemplates.ping.interval",
"networking.gatewayTemplates.ping.updateStatusInterval",
"ipam.internal.syncInterval",
"ipam.internal.syncGracePeriod",
"metricAgent.config.timeout.read",
"metricAgent.config.timeout.write"
],
"ignored": [
{"path": "fullnameOverride", "default": "", "instead": "remove it; the names of Liqo's objects are fixed"},
{"path": "liqo-crds.nameOverride", "instead": "remove it; the names of CRDs are fixed"},
{"path": "liqo-crds.fullnameOverride", "instead": "remove it; the names of Liqo's objects are fixed"},
{
"path": "webhook.patch.image",
"default": "k8s.gcr.io/ingress-nginx/kube-webhook-certgen:v1.1.1",
"instead": "remove it; the webhook server makes its own certificates"
},
{"path": "virtualKubelet.metrics.enabled", "instead": "write `metrics.enabled`"},
{"path": "virtualKubelet.metrics.podMonitor.enabled", "instead": "write `metrics.prometheusOperator.enabled`"},
{"path": "requirements.kernel.disabled", "instead": "write `requirements.kernel.enabled`, with the opposite value"}
],
"modes": {
"connected": {
"pod": {
"ip": "remapped where pod CIDRs overlap",
"services": "select it; EndpointSlices list it, in both clusters",
"traffic": "through Liqo's WireGuard gateways"
},
"provide": [
"the real pod and service CIDRs of this cluster; you cannot change them after the installation",
"a path for the gateways: a LoadBalancer or NodePort on one side that the other side reaches over UDP",
"an API server that the other cluster reaches, at `apiServer.address` or else at the IP of a control plane node"
],
"know": []
},
"connected-no-ips": {
"pod": {
"ip": "empty, although the pod is Running and Ready",
"services": "do not select it; no EndpointSlice lists it; logs and exec work",
"traffic": "Liqo's gateways run; no traffic to Services uses them"
},
"provide": [
"the real pod and service CIDRs of this cluster; you cannot change them after the installation",
"a path for the gateways: a LoadBalancer or NodePort on one side that the other side reaches over UDP",
"an API server that the other cluster reaches, at `apiServer.address` or else at the IP of a control plane node"
],
"know": ["if you only want offloading, `networking.enabled: false` saves the gateways and the fabric"]
},
"external-network": {
"pod": {
"ip": "its own, not remapped, the same in every cluster",
"services": "select it; EndpointSlices list it, in both clusters",
"traffic": "through your own network; Liqo carries none"
},
"provide": [
"a network that routes pod IPs between the clusters (Cilium Cluster Mesh, Submariner, a VPN)",
"pod CIDRs that do not overlap: nothing remaps them, and nothing warns you",
"peerings without the network step: `liqoctl peer --networking-disabled`",
"an API server that the other cluster reaches, at `apiServer.address` or else at the IP of a control plane node"
],
"know": [
"offloaded pods that call the Kubernetes API use the name `kubernetes.default`, which leads to the provider's API server"
]
},
"offloading-only": {
"pod": {
"ip": "empty, although the pod is Running and Ready",
"services": "do not select it; no EndpointSlice lists it; logs and exec work",
"traffic": "none between the clusters; the pod reaches what its own cluster reaches"
},
"provide": [
"peerings without the network step: `liqoctl peer --networking-disabled`",
"an API server that the other cluster reaches, at `apiServer.address` or else at the IP of a control plane node"
],
"know": [
"offloaded pods that call the Kubernetes API use the name `kubernetes.default`, which leads to the provider's API server"
]
}
}
}
{{- end -}}
