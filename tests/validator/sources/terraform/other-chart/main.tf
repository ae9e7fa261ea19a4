resource "helm_release" "agent" {
  name       = "agent"
  repository = "https://charts.example.com"
  chart      = "agent"
  version    = "3.0.0"
  values = [
    yamlencode({ agent = { key = "x" }, liqo = { networking = { enabled = "false" }, ipam = {} } }),
    var.more != null ? yamlencode(var.more) : "",
  ]
}

resource "helm_release" "unrelated" {
  chart  = "unrelated"
  values = [yamlencode({ liqo = { enabled = true } })]
}
