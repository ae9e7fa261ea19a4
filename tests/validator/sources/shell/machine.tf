variable "version" {
  type = string
}

resource "terraform_data" "liqo" {
  provisioner "local-exec" {
    environment = {
      KUBECONFIG = "rome.yaml"
    }
    command = <<-EOT
      set -e
      helm repo add liqo https://helm.liqo.io/
      helm upgrade --install liqo liqo/liqo \
        --version "${var.version}" \
        --set ipam.podCIDR=10.244.0.0/16,ipam.serviceCIDR=10.96.0.0/12 \
        --set typo=1
    EOT
  }

  provisioner "remote-exec" {
    inline = [
      "sudo liqoctl install k3s --cluster-name ${var.version}",
      "liqoctl peer --remote-kubeconfig milan.yaml --disable-networking",
    ]
  }
}

resource "aws_instance" "edge" {
  user_data = <<-EOF
    #!/bin/bash
    liqoctl install kubeadm --pod-cidr 10.244.0.0/16 --service-cidr 10.96.0.0/12 --set typo=1
  EOF
}

output "how" {
  description = "Then run liqoctl install --unknown-flag"
  value       = "liqoctl install --unknown-flag"
}
