helm repo add liqo https://helm.liqo.io/
helm install liqo liqo/liqo --version v1.2.0 --set tag=v1.2.0 --set 'tag.name=x,networking.enabled=false'
helm install liqo liqo/liqo --version v1.2.0 --set common.extraArgs={} --set common.extraArgs.x=1 --set networking.enabled=false
liqoctl install --version v1.2.0 --cluster-id rome --set discovery.config.clusterID.name=rome
