{{- /*
The port of the proxy, through which offloaded pods reach the API server of the cluster that they come from.
*/ -}}
{{- define "liqo.proxy.port" -}}
{{ ((.Values.proxy).config).listeningPort | default 8118 | int }}
{{- end -}}
