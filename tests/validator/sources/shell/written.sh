#!/bin/bash
helm repo add liqo https://helm.liqo.io/
install() { helm install liqo liqo/liqo --version v1.2.0 --set ipam.podCIDR=10.1.0.0/16,ipam.serviceCIDR=10.2.0.0/16 "$@"; }
cat <<EOF > after.yaml
typo1: true
EOF
cat <<EOF | sudo tee piped.yaml > /dev/null
typo2: $X
EOF
sudo tee tee.yaml <<EOF >/dev/null
typo3: true
EOF
echo "typo4: true" > echo.yaml
echo 'typo5: true' >> echo.yaml
printf 'networking:\n  typo6: %s\n' "$X" > unknown.yaml
printf 'networking:\n  typo7: "x"\n' > printf.yaml
cat piped.yaml | tee copy.yaml
helm install liqo liqo/liqo --version v1.2.0 -f after.yaml -f piped.yaml -f tee.yaml -f echo.yaml -f printf.yaml
helm install liqo liqo/liqo --version v1.2.0 -f unknown.yaml -f copy.yaml
echo networking: {typo8: 1} | helm install liqo liqo/liqo --version v1.2.0 -f -
cat <<'EOF' > install.sh
liqoctl install kind --version v1.2.0 --cluster-name "$NAME"
EOF
cat <<EOF | sudo tee /etc/install > /dev/null
#!/bin/sh
liqoctl install kind --version v1.2.0 --cluster-name $NAME
EOF
cat <<'EOF'
Usage: install.sh
  liqoctl install kind --no-such-flag
EOF
