locals {
  cluster = "rome"
  region  = { zone = "eu-1", replicas = 2 }
}

resource "helm_release" "liqo" {
  name       = "liqo"
  repository = "https://helm.liqo.io/"
  chart      = "liqo"
  version    = "1.2.0"
  namespace  = "liqo"

  values = [
    <<-EOT
      # what the site needs
      networking:
        enabled: "false"
        reflectips: false
      discovery:
        config:
          clusterID: ${local.cluster}-${local.region.zone}
          clusterLabels:
            price: $${100}
      controllerManager:
        replicas: ${local.region.replicas}
      ipam:
        serviceCIDR: ${var.service_cidr}
        podCIDR: "10.244.0.0/16"

        tpyo: ${var.unknown}
    EOT
    , <<EOT
networking:
  reflectIPs: false
EOT
  ]
}
