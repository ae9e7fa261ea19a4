{{- /* Arguments of Liqo's programs, except those of the virtual kubelet: LQ217 and LQ218. */ -}}

{{- /*
The items that break a rule, as text, each with the programs that exit on it. Arguments: root, code (of the rule).
*/ -}}
{{- define "liqo.validation.programArguments" -}}
{{- $items := list -}}
{{- range $item, $programs := get (include "liqo.programs.rejected" .root | fromJson) .code | default dict -}}
{{- $items = append $items (printf "%s (%s)" $item (join ", " $programs)) -}}
{{- end -}}
{{ join ", " $items }}
{{- end -}}

{{- define "liqo.validation.LQ217" -}}
{{- with include "liqo.validation.programArguments" (dict "root" . "code" "LQ217") -}}
LQ217 unknown-program-flag: {{ . }}: the programs in parentheses do not have this flag and exit. Write one known flag per item, with two dashes and its value after =, as in --klog.v=4, and set flags that not all programs have in pod.extraArgs of the component.
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ218" -}}
{{- with include "liqo.validation.programArguments" (dict "root" . "code" "LQ218") -}}
LQ218 unreadable-program-value: {{ . }}: the programs in parentheses cannot read the value, or find none, and exit. Write the value in the same item after =, as a number, boolean or duration if the flag needs one, as in --resync-period=1h.
{{- end -}}
{{- end -}}
