{{- /*
Command-line arguments made from values.

Arguments are collected in a list and printed with toYaml, which adds quotes if needed. A value that the user deleted
with null gives no argument, so the program's own default applies.
*/ -}}

{{- /* true or false. A boolean deleted with null counts as false, as in every other template. */ -}}
{{- define "liqo.arguments.boolean" -}}
{{ eq (toString .) "true" }}
{{- end -}}

{{- /*
Arguments, without those whose value is deleted, as a JSON list. Argument: a list of maps with flag and value.
*/ -}}
{{- define "liqo.arguments.given" -}}
{{- $arguments := list -}}
{{- range . -}}
{{- if not (kindIs "invalid" .value) -}}
{{- $arguments = append $arguments (printf "%s=%s" .flag (include "liqo.text.scalar" .value)) -}}
{{- end -}}
{{- end -}}
{{ toJson $arguments }}
{{- end -}}

{{- /* A map as key=value,key=value, without nulls. */ -}}
{{- define "liqo.arguments.map" -}}
{{- $pairs := list -}}
{{- range $key, $value := include "liqo.text.map" . | fromYaml -}}
{{- $pairs = append $pairs (printf "%s=%s" $key $value) -}}
{{- end -}}
{{ join "," $pairs }}
{{- end -}}

{{- /* Classes (of ingresses, of load balancers) as name,name;default. */ -}}
{{- define "liqo.arguments.classes" -}}
{{- $names := list -}}
{{- range . -}}
{{- $names = append $names (ternary (printf "%v;default" .name) (toString .name) (eq (toString .default) "true")) -}}
{{- end -}}
{{ join "," $names }}
{{- end -}}

{{- /* Resource types as group/version/resource,group/version/resource. */ -}}
{{- define "liqo.arguments.resources" -}}
{{- $types := list -}}
{{- range . -}}
{{- $types = append $types (printf "%v/%v" .apiVersion .resource) -}}
{{- end -}}
{{ join "," $types }}
{{- end -}}

{{- /*
The user's arguments, as a JSON list: first those for all components, then the component's own. Arguments: root, pod
(the component's `pod` values).
*/ -}}
{{- define "liqo.arguments.extra" -}}
{{- include "liqo.arguments.texts" (concat ((.root.Values.common).extraArgs | default list) ((.pod).extraArgs | default list)) -}}
{{- end -}}

{{- /* A list of arguments as strings, whatever their types, as a JSON list. Argument: the list. */ -}}
{{- define "liqo.arguments.texts" -}}
{{- $arguments := list -}}
{{- range . -}}
{{- $arguments = append $arguments (include "liqo.text.scalar" .) -}}
{{- end -}}
{{ toJson $arguments }}
{{- end -}}

{{- /*
"true" if the user's arguments set a flag: the chart then does not know its value. Arguments: root, pod (the component's
`pod` values), flag.
*/ -}}
{{- define "liqo.arguments.sets" -}}
{{- $flag := .flag -}}
{{- range include "liqo.arguments.extra" . | fromJsonArray -}}
{{- if eq (splitList "=" . | first) $flag -}}true{{- end -}}
{{- end -}}
{{- end -}}

{{- /* The arguments with labels and annotations for everything that Liqo's controllers create, as a JSON list. */ -}}
{{- define "liqo.arguments.globalMetadata" -}}
{{- $common := .Values.common | default dict -}}
{{- $arguments := list -}}
{{- with include "liqo.arguments.map" $common.globalAnnotations -}}
{{- $arguments = append $arguments (printf "--global-annotations=%s" .) -}}
{{- end -}}
{{- with include "liqo.arguments.map" $common.globalLabels -}}
{{- $arguments = append $arguments (printf "--global-labels=%s" .) -}}
{{- end -}}
{{ toJson $arguments }}
{{- end -}}
