resource "helm_release" "liqo" {
  for_each   = var.clusters
  name       = "liqo"
  repository = var.repository
  chart      = "liqo"
  version    = var.liqo_version

  reuse_values = true

  values = [
    <<-EOT
      networking:
        enabled: false
      %{ if each.value.reflect }
        reflectIPs: true
      %{ endif }
    EOT
    ,
    file("${path.module}/missing.yaml"),
    file("${path.module}/../../../../../../../../etc/passwd"),
    var.values,
    yamlencode(merge({ a = 1 }, each.value)),
    <<EOT
tpyo: 1
${yamlencode(var.more)}
ipam:
  pools:
    ${join("\n    ", var.pools)}
EOT
  ]

  set {
    name  = var.name
    value = "x"
  }
  dynamic "set" {
    for_each = var.set
    content {
      name  = set.key
      value = set.value
    }
  }
}

variable "liqo_version" {
  default = "1.2.0"
}
