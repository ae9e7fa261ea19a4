#!/bin/bash
# Arguments that a script collects under conditions are checked, and only whether they are passed is unknown.
helm repo add liqo https://helm.liqo.io/
ARGS="--version v1.2.0 --set networking.enabledd=false,ipam.podCIDR=10.244.0.0/16,ipam.serviceCIDR=10.96.0.0/12"
if [ -n "$1" ]; then ARGS="$ARGS --set ipam.podCIDRR=10.0.0.0/16"; fi
[ -n "$2" ] && ARGS+=" --set networking.reflectIPs=false --wait"
ARGS="$ARGS --set telemetry.on=true"
helm upgrade --install liqo liqo/liqo $ARGS

# the value of a variable in the last branch is not known at all
case "$3" in
  off) MODE="--set networking.enable=false" ;;
  on) MODE="--set networking.enabled=true" ;;
  *) exit 1 ;;
esac
helm install liqo liqo/liqo -n case $MODE

# initialised by nobody: what the environment contains may be passed as well
if [ -n "$4" ]; then EXTRA="--set networking.reflectIP=false"; fi
helm install liqo liqo/liqo -n extra $EXTRA

# neither what a loop passes nor its keys are known
for name in a b; do LABELS+=(--set "discovery.config.clusterLabels.$name=x"); done
list=(--set ipam.podCIDR=10.244.0.0/16)
for name in a b; do list+=(--set "labels.$name=x" --wait); done
helm install liqo liqo/liqo -n loop "${list[@]}" "${LABELS[@]}"

set -- --set ipam.pools[0]=10.0.0.0/33
[ -n "$DRY" ] && set -- "$@" --create-namespace --timeout 5m
helm install liqo liqo/liqo -n set "$@" ${CIDR:+--set ipam.podCIDDR=$CIDR}

# the file has what comes first; the rest may be missing
printf 'networking:\n  enabled: no\n' > values.yaml
cat > written.yaml <<YAML
networking:
  enable: false
YAML
if [ -n "$5" ]; then
  cat >> written.yaml <<YAML
ipam:
  podCIDR: 10.0.0.0/16
YAML
fi
helm install liqo liqo/liqo -n file -f written.yaml

# a values file that is passed under a condition, and one whose name only the environment has
FILES="-f written.yaml"
if [ -n "$5" ]; then FILES="$FILES -f values.yaml"; fi
if [ -n "$FILE" ]; then FILES="$FILES -f $FILE"; else FILES="$FILES --version $VERSION"; fi
helm install liqo liqo/liqo -n files $FILES --set networking.reflectIPs=true

command="helm install liqo liqo/liqo -n eval --set networking.internal=false"
if [ -n "$6" ]; then command="$command --set ipam.podCIDR=x"; fi
eval "$command"

peer="liqoctl peer --remote-kubeconfig rome"
if [ -n "$7" ]; then peer="$peer --disable-networking"; fi
$peer

# the condition may be about the provider, whose flags others do not have
options=(--cluster-id rome)
if [ "$PROVIDER" = eks ]; then
  options+=(--eks-cluster-region=eu-central-1 --eks-cluster-nam=rome)
fi
liqoctl install "$PROVIDER" "${options[@]}" --timeout 10m --cluster-name rome
