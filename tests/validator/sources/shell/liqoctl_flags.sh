liqoctl install --version v1.1.2 --pod-cidr 10.244.0.0/33 --service-cidr=banana --cluster-id 'Bad_ID' --reserved-subnets 10.0.0.0/8,10.0.0.0/99 --cluster-labels "a=b,x y=c" --disable-telemetry
liqoctl install k3s --version v1.2.0 --pod-cidr 10.244.0.0/16,10.3.0.0/33 --service-cidr "$X" --cluster-id "$Y" --reserved-subnets "$Z"
liqoctl install k3s --version v1.2.0 --pod-cidr 10.244.0.0/16 --service-cidr 10.244.0.0/18 --set ipam.serviceCIDR=10.96.0.0/12
