{{- /*
Flags of Liqo's virtual kubelet, for reading virtualKubelet.extra.args as the program does: the type
of the values of each, and a regular expression for whole values of each type, with limits for numbers in it.
Only a bool stands alone.
Generated from schema/ by `make generate`: change it there.
*/ -}}

{{- define "liqo.virtualKubelet.flags" -}}
{
"types": {
"bool": "1|t|T|TRUE|true|True|0|f|F|FALSE|false|False",
"duration": "[-+]?(0|(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)",
"uint": "0|[1-9](_?[0-9])*|0[xX](_?[0-9a-fA-F])+|0[oO]?(_?[0-7])+|0[bB](_?[01])+",
"uint64": "0|[1-9](_?[0-9])*|0[xX](_?[0-9a-fA-F])+|0[oO]?(_?[0-7])+|0[bB](_?[01])+",
"uint16": "0|[1-9](_?[0-9])*|0[xX](_?[0-9a-fA-F])+|0[oO]?(_?[0-7])+|0[bB](_?[01])+",
"stringSlice": "((\\r?\\n)*((\"([^\"]|\"\")*\"|\\r*[^\",\\r\\n][^\",\\n]*|\\r\\r+)(,(\"([^\"]|\"\")*\"|[^\",\\n]*))*|\\r?(,(\"([^\"]|\"\")*\"|[^\",\\n]*))+)(\\r?(\\n(?s:.*))?))?",
"stringMap": "([^,=]*=[^,]*(,[^,=]*=[^,]*)*)?",
"Level": "[-+]?[0-9]+",
"severity": "(?i:[iı]nfo|warn[iı]ng|error|fatal)|[-+]?[0-9]+",
"moduleSpec": "(,*[^,=]+=(\\+?[0-9]+|-0+)(,+[^,=]+=(\\+?[0-9]+|-0+))*)?,*",
"traceLocation": "([^:]*\\.[^:]*:\\+?0*[1-9][0-9]*)?",
"certificateType": "kubelet|aws|self-signed",
"reflectionType": "DenyList|AllowList"
},
"limits": {
"duration": {"nanoseconds": true},
"uint": {
"numbers": ".*[0-9].*",
"largest": {
"8": "1777777777777777777777",
"2": "1111111111111111111111111111111111111111111111111111111111111111",
"10": "18446744073709551615",
"16": "ffffffffffffffff"
},
"smallest": "0"
},
"uint64": {
"numbers": ".*[0-9].*",
"largest": {
"8": "1777777777777777777777",
"2": "1111111111111111111111111111111111111111111111111111111111111111",
"10": "18446744073709551615",
"16": "ffffffffffffffff"
},
"smallest": "0"
},
"uint16": {
"numbers": ".*[0-9].*",
"largest": {"8": "177777", "2": "1111111111111111", "10": "65535", "16": "ffff"},
"smallest": "0"
},
"Level": {"numbers": ".*[0-9].*", "largest": {"10": "2147483647"}, "smallest": "2147483648"},
"severity": {"numbers": ".*[0-9].*", "largest": {"10": "2147483647"}, "smallest": "2147483648"},
"moduleSpec": {"numbers": "=[-+]?[0-9]+", "largest": {"10": "2147483647"}, "smallest": "0"},
"traceLocation": {"numbers": ":\\+?[0-9]+$", "largest": {"10": "9223372036854775807"}, "smallest": "0"}
},
"flags": {
"home-kubeconfig": "text",
"foreign-kubeconfig-secret-name": "text",
"nodename": "text",
"tenant-namespace": "text",
"liqo-namespace": "text",
"resync-period": "duration",
"home-cluster-id": "text",
"foreign-cluster-id": "text",
"disable-ip-reflection": "bool",
"local-podcidr": "stringSlice",
"node-ip": "text",
"certificate-type": "certificateType",
"listen-port": "uint16",
"enable-profiling": "bool",
"pod-reflection-workers": "uint",
"service-reflection-workers": "uint",
"endpointslice-reflection-workers": "uint",
"ingress-reflection-workers": "uint",
"configmap-reflection-workers": "uint",
"secret-reflection-workers": "uint",
"serviceaccount-reflection-workers": "uint",
"persistentvolumeclaim-reflection-workers": "uint",
"event-reflection-workers": "uint",
"service-reflection-type": "reflectionType",
"ingress-reflection-type": "reflectionType",
"configmap-reflection-type": "reflectionType",
"secret-reflection-type": "reflectionType",
"event-reflection-type": "reflectionType",
"node-lease-duration": "duration",
"node-ping-interval": "duration",
"node-ping-timeout": "duration",
"node-check-network": "bool",
"node-extra-annotations": "stringMap",
"node-extra-labels": "stringMap",
"enable-apiserver-support": "bool",
"enable-storage": "bool",
"virtual-storage-class-name": "text",
"remote-real-storage-class-name": "text",
"enable-ingress": "bool",
"remote-real-ingress-class-name": "text",
"enable-load-balancer": "bool",
"remote-real-load-balancer-class-name": "text",
"metrics-enabled": "bool",
"metrics-address": "text",
"home-api-server-host": "text",
"home-api-server-port": "text",
"create-node": "bool",
"vk-lease-enabled": "bool",
"vk-lease-duration": "duration",
"vk-lease-renew-interval": "duration",
"vk-lease-retry-period": "duration",
"client-timeout": "duration",
"client-qps": "uint",
"client-max-burst": "uint",
"klog.log_dir": "text",
"klog.log_file": "text",
"klog.log_file_max_size": "uint64",
"klog.logtostderr": "bool",
"klog.alsologtostderr": "bool",
"klog.v": "Level",
"klog.add_dir_header": "bool",
"klog.skip_headers": "bool",
"klog.one_output": "bool",
"klog.skip_log_headers": "bool",
"klog.stderrthreshold": "severity",
"klog.vmodule": "moduleSpec",
"klog.log_backtrace_at": "traceLocation",
"help": "bool"
}
}
{{- end -}}
