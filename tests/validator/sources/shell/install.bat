@echo off
REM liqoctl install kind --version v1.2.0 --not-read 1
:: liqoctl install kind --version v1.2.0 --not-read 1
helm repo add liqo https://helm.liqo.io/
@helm install liqo liqo/liqo --version v1.2.0 ^
  --set networking.typo=1 --set discovery.config.clusterID=%NAME% ^
  --set "tag=it's" -f C:\values\liqo.yaml
liqoctl install kind --version v1.2.0 --cluster-name "%~1"
