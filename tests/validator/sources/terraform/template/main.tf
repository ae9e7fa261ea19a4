data "helm_template" "liqo" {
  name       = "liqo"
  repository = "https://helm.liqo.io/"
  chart      = "liqo"
  version    = "1.2.0"
  values     = ["networking: {enabled: 'false'}\nipam: {serviceCIDR: \"10.96.0.0/12\"}"]
}
