resource "helm_release" "liqo" {
  repository = "https://helm.liqo.io/"
  chart      = "liqo"
  version    = "1.2.0"
  values     = [yamlencode({ networking = { enabled = "false" }]
}
