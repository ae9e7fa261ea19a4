resource "helm_release" "liqo" {
  name       = "liqo"
  repository = local.repository
  chart      = local.chart
  version    = local.release

  values = [
    file("values/base.yaml"),
    templatefile("${path.module}/values/site.yaml.tpl", {
      on      = local.network
      cluster = "rome"
      cidr    = var.cidr
    }),
    local.values,
    yamlencode(local.more),
  ]
}
