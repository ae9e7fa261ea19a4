{{- /*
Command lines: values turned into arguments, and the arguments of the virtual kubelet read as it reads them itself.

Arguments are gathered as a list and printed with toYaml, which quotes what needs quotes. A value that the user
deleted with null gives no argument: the program's own default holds then.
*/ -}}

{{- /* true or false; a boolean that was deleted with null counts as false, as it does in every other template. */ -}}
{{- define "liqo.arguments.boolean" -}}
{{ eq (toString .) "true" }}
{{- end -}}

{{- /* The arguments whose value is not deleted, as a JSON list. Argument: a list of maps with flag and value. */ -}}
{{- define "liqo.arguments.given" -}}
{{- $arguments := list -}}
{{- range . -}}
{{- if not (kindIs "invalid" .value) -}}
{{- $arguments = append $arguments (printf "%s=%s" .flag (include "liqo.text.scalar" .value)) -}}
{{- end -}}
{{- end -}}
{{ toJson $arguments }}
{{- end -}}

{{- /* A map as key=value,key=value; a null is no value. */ -}}
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
The arguments of the user, as a JSON list: first those for all components, then the component's own. Arguments: root,
pod (the component's `pod` values).
*/ -}}
{{- define "liqo.arguments.extra" -}}
{{- include "liqo.arguments.texts" (concat ((.root.Values.common).extraArgs | default list) ((.pod).extraArgs | default list)) -}}
{{- end -}}

{{- /* A list of arguments as texts, whatever the user wrote. JSON. */ -}}
{{- define "liqo.arguments.texts" -}}
{{- $arguments := list -}}
{{- range . -}}
{{- $arguments = append $arguments (include "liqo.text.scalar" .) -}}
{{- end -}}
{{ toJson $arguments }}
{{- end -}}

{{- /*
"true" where the arguments of the user set a flag, so that the chart does not know its value. Arguments: root, pod (the
component's `pod` values), flag.
*/ -}}
{{- define "liqo.arguments.sets" -}}
{{- $flag := .flag -}}
{{- range include "liqo.arguments.extra" . | fromJsonArray -}}
{{- if eq (splitList "=" . | first) $flag -}}true{{- end -}}
{{- end -}}
{{- end -}}

{{- /* The arguments about labels and annotations for everything that Liqo's controllers create, as a JSON list. */ -}}
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
