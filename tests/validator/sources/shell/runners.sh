#!/bin/bash
eval "liqoctl install kind --cluster-name rome"
fail_on_error "liqoctl install kind --cluster-id $name \
  --cluster-name=rome" "Failed to install Liqo"
run_cmd "Peering" "liqoctl peer --disable-networking"
ssh root@host 'sudo liqoctl install k3s --cluster-name edge'
ssh root@host <<'EOF'
liqoctl install k3s --set networking.enabeld=false
EOF
cat <<EOF | kubectl exec -i pod -- bash -s
liqoctl install --cluster-name rome
EOF
echo "liqoctl install kind --cluster-name rome"
die "liqoctl install kind --cluster-name rome failed"
cat <<EOF
liqoctl install kind --cluster-name rome
EOF
