{{- /* Arguments of the virtual kubelet: LQ201 to LQ203, LQ208 and LQ209. */ -}}

{{- /*
The items that break a rule, as text, in virtualKubelet.extra.args and in the same list of each options template.
Arguments: root, code (of the rule).
*/ -}}
{{- define "liqo.validation.arguments" -}}
{{- $root := .root -}}
{{- $code := .code -}}
{{- $lists := list (dict "path" "virtualKubelet" "read" (include "liqo.virtualKubelet.read" $root | fromJson)) -}}
{{- range $name := include "liqo.optionsTemplates.names" $root | fromJsonArray -}}
{{- $read := include "liqo.optionsTemplates.read" (dict "root" $root "name" $name) | fromJson -}}
{{- $lists = append $lists (dict "path" (include "liqo.optionsTemplates.path" $name) "read" $read) -}}
{{- end -}}
{{- $items := list -}}
{{- range $lists -}}
{{- $path := .path -}}
{{- range .read.faults -}}
{{- if eq .code $code -}}
{{- $items = append $items (printf "%s.extra.args[%d] is %s" $path (int .number) (quote .item)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{ join ", " $items }}
{{- end -}}

{{- define "liqo.validation.LQ201" -}}
{{- with include "liqo.validation.arguments" (dict "root" . "code" "LQ201") -}}
LQ201 unreadable-boolean: {{ . }}: the virtual kubelet cannot read the value and exits. Set --disable-ip-reflection to hide the IPs, or --disable-ip-reflection=false to reflect them. Accepted values are 1 t T TRUE true True 0 f F FALSE false False.
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ202" -}}
{{- with include "liqo.validation.arguments" (dict "root" . "code" "LQ202") -}}
LQ202 single-dash: {{ . }}: after a single dash the virtual kubelet expects short flags. It has none, so it exits. Write two dashes: --disable-ip-reflection.
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ203" -}}
{{- with include "liqo.validation.arguments" (dict "root" . "code" "LQ203") -}}
LQ203 misspelt-flag: {{ . }}: the virtual kubelet does not recognise this flag. Write --disable-ip-reflection in lower case, with dashes, without blanks, and with its value (if any) after =, as in --disable-ip-reflection=false.
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ208" -}}
{{- with include "liqo.validation.arguments" (dict "root" . "code" "LQ208") -}}
LQ208 unknown-flag: {{ . }}: the virtual kubelet cannot run with this flag and exits. Write one known flag per item, with two dashes and its value after =, as in --certificate-type=aws.
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ209" -}}
{{- with include "liqo.validation.arguments" (dict "root" . "code" "LQ209") -}}
LQ209 unreadable-value: {{ . }}: the virtual kubelet cannot read the value, or takes the next item as the value, and exits. Write the value in the same item after =, as a number, boolean or duration if the flag needs one, as in --node-ping-interval=30s.
{{- end -}}
{{- end -}}
