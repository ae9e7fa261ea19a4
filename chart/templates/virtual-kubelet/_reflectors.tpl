{{- /*
How many workers reflect each kind of resource, and for some of them which of the objects: all but the denied ones,
or only the allowed ones. EndpointSlices follow Services. Argument: offloading.reflection.
*/ -}}
{{- define "liqo.virtualKubelet.reflectors" -}}
{{- $reflection := . -}}
{{- $choosable := list "service" "ingress" "configmap" "secret" "event" -}}
{{- $reflectors := dict -}}
{{- range $kind := concat $choosable (list "pod" "endpointslice" "serviceaccount" "persistentvolumeclaim") -}}
{{- $values := get $reflection $kind | default dict -}}
{{- $reflector := dict -}}
{{- if not (kindIs "invalid" $values.workers) -}}
{{- $_ := set $reflector "workers" (int $values.workers) -}}
{{- end -}}
{{- if and (has $kind $choosable) $values.type -}}
{{- $_ := set $reflector "type" $values.type -}}
{{- end -}}
{{- $_ := set $reflectors $kind $reflector -}}
{{- end -}}
{{ toYaml $reflectors }}
{{- end -}}
