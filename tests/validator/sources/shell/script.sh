#!/usr/bin/env bash
set -euo pipefail
RELEASE=v1.2.0
readonly NETWORK=10.96.0.0/12
common=(--set discovery.config.clusterID=rome --version "$RELEASE")
common+=(--set "ipam.serviceCIDR=${NETWORK}")

helm repo add liqo https://helm.liqo.io/ # helm install liqo liqo/liqo --set no=1
helm upgrade --install liqo liqo/liqo "${common[@]}" --set ipam.podCIDR="$POD_CIDR" \
  --set networking.enabeld=false \
  --set-string='networking.reflectIPs=false'

if [ -n "${CI:-}" ]; then
  sudo -E env HELM_DEBUG=1 helm template liqo liqo/liqo ${common[@]} $EXTRA_ARGS
fi

install() {
  local mode=$1
  helm install "$mode" liqo/liqo "${common[@]}" --set tag="$mode" --set "$mode=1" --set ipam.podCIDR=10.244.0.0/16
}
install one
echo helm install liqo liqo/liqo --set not.a.command=1
helm install redis bitnami/redis --set typo=1
