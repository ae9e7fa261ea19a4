{{- /*
virtualKubelet.optionsTemplates: further VkOptionsTemplates, by name. The values of each are merged over those that it
inherits, and the one definition of a VkOptionsTemplate is rendered with the result.

Its own arguments follow the inherited ones, because the virtual kubelet uses the last occurrence. Only the part of the
inherited list that is read as flags is used: what follows -- means nothing, and a last flag without a value would take
the first argument of the template as its value.
*/ -}}

{{- /* The names of the templates, as a JSON list, without those set to null. */ -}}
{{- define "liqo.optionsTemplates.names" -}}
{{- $names := list -}}
{{- range $name, $own := (.Values.virtualKubelet).optionsTemplates -}}
{{- if not (kindIs "invalid" $own) -}}
{{- $names = append $names $name -}}
{{- end -}}
{{- end -}}
{{ toJson $names }}
{{- end -}}

{{- /* The path of a template in the values. Argument: its name. */ -}}
{{- define "liqo.optionsTemplates.path" -}}
virtualKubelet.optionsTemplates.{{ ternary (quote .) . (contains "." .) }}
{{- end -}}

{{- /* "true" if this is a valid name of a Kubernetes object, else empty. Argument: the name. */ -}}
{{- define "liqo.optionsTemplates.legalName" -}}
{{- $label := "[a-z0-9]([-a-z0-9]*[a-z0-9])?" -}}
{{- if and (le (len .) 253) (regexMatch (printf "^%s([.]%s)*$" $label $label) .) -}}true{{- end -}}
{{- end -}}

{{- /*
The meaning of a template's own arguments, without the inherited ones; see liqo.virtualKubelet.read. Arguments: root,
name.
*/ -}}
{{- define "liqo.optionsTemplates.read" -}}
{{- $root := .root -}}
{{- $own := get $root.Values.virtualKubelet.optionsTemplates .name -}}
{{ include "liqo.virtualKubelet.read" (dict "Values" (dict "virtualKubelet" $own)) }}
{{- end -}}

{{- /* "true" if a template's own arguments contradict its own reflectIPs, else empty. Arguments: root, name. */ -}}
{{- define "liqo.optionsTemplates.contradicts" -}}
{{- $own := get .root.Values.virtualKubelet.optionsTemplates .name -}}
{{- if kindIs "bool" $own.reflectIPs -}}
{{- if eq (toString $own.reflectIPs) ((include "liqo.optionsTemplates.read" . | fromJson).disableIPReflection | default "") -}}
true
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* All arguments of a template, without those that the chart adds, as a JSON list. Arguments: root, name. */ -}}
{{- define "liqo.optionsTemplates.arguments" -}}
{{- $root := .root -}}
{{- $own := get $root.Values.virtualKubelet.optionsTemplates .name -}}
{{- $extra := $own.extra | default dict -}}
{{- $arguments := list -}}
{{- $nothing := and (hasKey $own "extra") (kindIs "invalid" $own.extra) -}}
{{- if not (or $nothing (and (hasKey $extra "args") (kindIs "invalid" $extra.args))) -}}
{{- $inherited := include "liqo.virtualKubelet.userArguments" $root | fromJsonArray -}}
{{- $read := include "liqo.virtualKubelet.read" $root | fromJson -}}
{{- $arguments = slice $inherited 0 (int $read.end) | default list -}}
{{- if and (kindIs "bool" $own.reflectIPs) (eq (toString $own.reflectIPs) ($read.disableIPReflection | default "")) -}}
{{- $arguments = append $arguments (printf "--disable-ip-reflection=%v" (not $own.reflectIPs)) -}}
{{- end -}}
{{- end -}}
{{- range $extra.args -}}
{{- $arguments = append $arguments (include "liqo.text.scalar" .) -}}
{{- end -}}
{{ toJson $arguments }}
{{- end -}}

{{- /* The chart's values with those of a template merged over them, as JSON. Arguments: root, name. */ -}}
{{- define "liqo.optionsTemplates.values" -}}
{{- $root := .root -}}
{{- $own := get $root.Values.virtualKubelet.optionsTemplates .name -}}
{{- $metrics := $own.metrics -}}
{{- if and (hasKey $own "metrics") (kindIs "invalid" $metrics) -}}
{{- $metrics = dict "enabled" nil "port" nil -}}
{{- end -}}
{{- $metrics = $metrics | default dict -}}
{{- $kubelet := pick $own "replicas" "image" "extra" "virtualNode" -}}
{{- $over := pick $own "pullPolicy" "imagePullSecrets" -}}
{{- $_ := set $over "metrics" (pick $metrics "enabled") -}}
{{- $_ := set $over "virtualKubelet" (set $kubelet "metrics" (pick $metrics "port")) -}}
{{- $_ := set $over "offloading" (pick $own "createNode" "disableNetworkCheck" "reflection") -}}
{{- if kindIs "bool" $own.reflectIPs -}}
{{- $_ := set $over "networking" (pick $own "reflectIPs") -}}
{{- end -}}
{{- $values := deepCopy $root.Values -}}
{{- include "liqo.optionsTemplates.merge" (dict "into" $values "from" (deepCopy $over)) -}}
{{- $arguments := include "liqo.optionsTemplates.arguments" . | fromJsonArray -}}
{{- $extra := dict "virtualKubelet" (dict "extra" (dict "args" $arguments)) -}}
{{- include "liqo.optionsTemplates.merge" (dict "into" $values "from" $extra) -}}
{{ toJson $values }}
{{- end -}}

{{- /* "true" if the virtual nodes of a template reflect IPs, else empty. Arguments: root, name. */ -}}
{{- define "liqo.optionsTemplates.reflection" -}}
{{- $values := include "liqo.optionsTemplates.values" . | fromJson -}}
{{- include "liqo.modes.reflection" (dict "Values" $values) -}}
{{- end -}}

{{- /*
Merges one map into another, at every depth, and renders nothing. A null deletes a value. Arguments: into, from.
*/ -}}
{{- define "liqo.optionsTemplates.merge" -}}
{{- $base := .into -}}
{{- range $key, $value := .from -}}
{{- if and (kindIs "map" $value) (kindIs "map" (get $base $key)) -}}
{{- include "liqo.optionsTemplates.merge" (dict "into" (get $base $key) "from" $value) -}}
{{- else -}}
{{- $_ := set $base $key $value -}}
{{- end -}}
{{- end -}}
{{- end -}}
