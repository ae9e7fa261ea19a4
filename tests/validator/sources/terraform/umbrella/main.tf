resource "helm_release" "site" {
  name   = "site"
  chart  = "${path.module}/chart"
  values = [yamlencode({ liqo = { networking = { enabled = false, typo = 1 } }, other = 1 })]
}
