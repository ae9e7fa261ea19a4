helm secrets upgrade --install liqo liqo/liqo -f secrets://no.yaml --version v1.2.0 --set typo=1
helm secrets enc values.yaml liqo/liqo
