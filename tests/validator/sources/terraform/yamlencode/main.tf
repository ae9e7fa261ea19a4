resource "helm_release" "liqo" {
  name       = "liqo"
  repository = "https://helm.liqo.io"
  chart      = "liqo"
  version    = "v1.2.0"
  values = [yamlencode({
    networking = {
      enabled      = "false" # a string in YAML as well
      "reflectips" : false
    }
    ipam = merge({ podCIDR = "10.244.0.0/16" }, var.ipam)
    discovery = { config = { clusterID = var.cluster, clusterName = null } }
    "offloading" = {
      runtimeClass = { enabled = var.class != null ? true : false, tpyo = [for x in var.y : x] }
    }
    virtualKubelet = { extra = { args = ["--node-ping-timeout=${var.timeout}", "--disable-ip-reflection"] } }
  })]
}
