module "liqo" {
  source = "terraform-module/release/helm"
  chart  = "liqo"
  values = [file("values.yaml")]
}

module "network" {
  source = "./liqo-network"
  cidr   = "10.0.0.0/16"
}
