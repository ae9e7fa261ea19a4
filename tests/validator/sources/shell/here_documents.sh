#!/bin/bash
helm repo add liqo https://helm.liqo.io/
helm install liqo liqo/liqo --version v1.2.0 -f - <<EOF
networking:
  enabled: "$ENABLED"
  reflectIP: false
ipam: {podCIDR: 10.244.0.0/16, serviceCIDR: "10.96.0.0/12"}
EOF
cat <<'EOF' | helm upgrade liqo liqo/liqo --version v1.2.0 --values=-
networking:
  internal: false
ipam: {podCIDR: 10.244.0.0/16, serviceCIDR: "10.96.0.0/12"}
EOF
helm template liqo liqo/liqo --version v1.2.0 -f <(cat <<-EOF
	discovery: {config: {clusterID: rome}}
	telemetry: {enabled: false}
	ipam: {podCIDR: 10.244.0.0/16, serviceCIDR: "10.96.0.0/12"}
	typo: 1
	EOF
)
cat > /tmp/values.yaml <<EOF
ipam: {podCIDR: 10.244.0.0/16, serviceCIDR: "10.96.0.0/12"}
typos: 1
EOF
helm upgrade liqo liqo/liqo --version v1.2.0 -f /tmp/values.yaml -f elsewhere.yaml --reuse-values
