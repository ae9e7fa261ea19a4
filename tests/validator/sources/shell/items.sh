# Items of a list that may be missing are unknown; what is before and after them is not.
args=(install k3s --version v1.2.0 --cluster-id rome)
[ -n "$POD_CIDR" ] && args+=(--pod-cidr "$POD_CIDR")
if [ -n "$OFF" ]; then
  args+=(--set networking.enabled=false)
fi
liqoctl "${args[@]}" --cluster-name milan

values=(--version v1.2.0 --set networking.enabled=false)
case "$1" in
  hidden) values+=(--set networking.reflectIPs=false) ;;
  *) values+=(--set-json "$JSON") ;;
esac
helm install liqo liqo/liqo "${values[@]}"

# The lists have nothing in common.
if [ -n "$OTHER" ]; then command=(peer --remote-kubeconfig milan); else command=(unpeer); fi
liqoctl "${command[@]}"

# Before 1.0, the provider made the command for the consumer.
eval "$(liqoctl generate peer-command --only-command)"
liqoctl add cluster milan --auth-url https://milan --id x --token y
