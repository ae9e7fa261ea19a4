export VERSION = v1.1.2
override KEY := networking.enabeld
OTHER = v1.1.2
rome: OTHER = v1.0.0
rome:
	$(HELM) upgrade -i liqo $(CHART) --version $(OTHER) --set $(KEY)=false
	helm upgrade -i liqo liqo/liqo --repo https://helm.liqo.io --version $(VERSION) --set $(KEY)=false
	$(LIQOCTL) peer --disable-networking
