module "values" {
  source = "./modules/eks"
}

locals {
  liqo_yaml_values = merge(
    { for one in module.values : "eks" => one.liqo_yaml_values },
  )
}
