
resource "helm_release" "liqo" {
  
  name       = "liqo"
  repository = "https://helm.liqo.io/"
  chart      = "liqo"
  version    = "1.1.2"
  values = [yamlencode({
    discovery  = { config = { clusterID = "a" } }
    networking = { enabled = false }
    ipam       = { podCIDR = "10.0.0.0/16", serviceCIDR = "10.1.0.0/16" }
  })]
}
