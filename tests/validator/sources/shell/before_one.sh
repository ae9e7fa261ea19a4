liqoctl install kind --version v0.7.0 --cluster-name rome --set networking.internal=false
liqoctl peer out-of-band milan --auth-url https://milan --cluster-id x --auth-token y
liqoctl unpeer in-band milan
