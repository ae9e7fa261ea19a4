helm install a liqo --repo https://helm.liqo.io/ --version 1.1.0 --set typo=1
helm install b oci://registry.example.org/charts/liqo --version 1.2.0 --set typo=1
helm install c ./liqo-1.0.1.tgz --set typo=1
helm install d https://example.org/liqo-v1.2.0.tgz --set typo=1
helm install liqo "$CHART" --set typo=1
helm install e mirror/liqo --version "~1.1" --set typo=1
helm install --generate-name liqo/liqo --version v0.10.3 --set networking.internal=false
"$HELM" upgrade -i f liqo/liqo --version v1.2.0 --set typo=1
bash -c "helm install g liqo/liqo --version v1.2.0 --set typo=1"
helm install liqo ./charts/network --set typo=1
helm install other ./charts/liqo --set typo=1
helm install network ./charts/net --set typo=1

# Folders that are not available: Liqo's own chart by its name, its folder or that of the release, and no other one.
helm install a ./liqo-chart --set first=1
helm install a "$ROOT/charts/liqo-1.2.0" --set second=1
helm install a /opt/liqo/deployments/helm --set third=1
helm install liqo ./downloaded --set fourth=1
helm install a "$LIQO_CHART" --set fifth=1
helm install a /tmp/liqo-dashboard/deployments/liqo-dashboard --set image.tag=1
helm upgrade --install "$RELEASE" "${FOLDER}/liqo-dashboard" --set image.tag=1
helm install liqo-dashboard ./dist/chart --set image.tag=1
