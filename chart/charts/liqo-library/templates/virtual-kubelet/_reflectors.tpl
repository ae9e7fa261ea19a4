{{- /*
How many workers reflect each kind of resource, and for some kinds which objects: all except the denied ones, or only
the allowed ones. EndpointSlices follow Services. Argument: offloading.reflection.
*/ -}}
{{- define "liqo.virtualKubelet.reflectors" -}}
{{- $reflection := . -}}
{{- $choosable := list "service" "ingress" "configmap" "secret" "event" -}}
{{- $reflectors := dict -}}
{{- range $kind := concat $choosable (list "pod" "endpointslice" "serviceaccount" "persistentvolumeclaim") -}}
{{- $values := get $reflection $kind | default dict -}}
{{- $reflector := dict -}}
{{- if and (has $kind $choosable) $values.type -}}
{{- $_ := set $reflector "type" $values.type -}}
{{- end -}}
{{- /*
The API server rejects an entry without a number (deleted with null). Without the entry, the program uses its own.
*/ -}}
{{- if not (kindIs "invalid" $values.workers) -}}
{{- $_ := set $reflector "workers" (int $values.workers) | set $reflectors $kind -}}
{{- end -}}
{{- end -}}
{{ toYaml $reflectors }}
{{- end -}}
