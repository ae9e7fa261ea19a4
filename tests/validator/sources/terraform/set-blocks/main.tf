resource "helm_release" "liqo" {
  name       = "liqo"
  repository = "https://helm.liqo.io/"
  chart      = "liqo"
  version    = "1.2.0"

  set_sensitive {
    name  = "discovery.config.clusterID"
    value = "from-a-secret"
  }
  set {
    name  = "networking.enabled"
    value = false
  }
  set {
    name  = "networking.reflectIPs"
    value = "true"
    type  = "string"
  }
  set {
    name  = "ipam.serviceCIDR"
    value = var.service_cidr
  }
  set {
    name  = "discovery.config.clusterLabels.liqo\\.io/provider"
    value = "kind"
  }
  set_list {
    name  = "ipam.podCIDRs"
    value = ["10.244.0.0/16", var.other]
  }
  set {
    name  = "tag"
    value = "v1.2.0"
  }
  set {
    name  = "tag"
    value = "v1.1.2"
  }
}
