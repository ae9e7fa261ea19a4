{{- /*
common.extraArgs and the pod.extraArgs of the components, read as the programs read them: most of them use Go's pflag (see
virtual-kubelet/_arguments.tpl), the proxy Go's own flag package, in which one dash is as good as two and the first item
that is not a flag ends the flags.
*/ -}}

{{- /*
The invalid items, as a JSON object: by the code of a rule, then by the item (with its place), a list of the programs that
exit on it.
*/ -}}
{{- define "liqo.programs.rejected" -}}
{{- $root := . -}}
{{- $found := dict -}}
{{- range (include "liqo.programs.all" . | fromJson).programs -}}
{{- $program := . -}}
{{- $common := ternary ((($root.Values.common).extraArgs) | default list) list .common -}}
{{- $own := (include "liqo.programs.value" (dict "root" $root "path" .path) | fromJson).value | default list -}}
{{- $arguments := include "liqo.arguments.texts" (concat $common $own) | fromJsonArray -}}
{{- if and $arguments (ne .parser "none") (include "liqo.programs.deployed" (dict "root" $root "program" .)) -}}
{{- range $number, $code := include "liqo.programs.codes" (dict "program" . "arguments" $arguments) | fromJsonArray -}}
{{- if $code -}}
{{- $place := printf "%s[%d]" (join "." $program.path) (sub $number (len $common)) -}}
{{- if lt $number (len $common) -}}
{{- $place = printf "common.extraArgs[%d]" $number -}}
{{- end -}}
{{- $item := printf "%s is %s" $place (index $arguments $number | quote) -}}
{{- $items := get $found $code | default dict -}}
{{- $_ := append (get $items $item | default list) $program.what | set $items $item -}}
{{- $_ = set $found $code $items -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{ toJson $found }}
{{- end -}}

{{- /* A value, as a JSON object with the key `value`. Arguments: root, path (a list of keys). */ -}}
{{- define "liqo.programs.value" -}}
{{- $value := .root.Values -}}
{{- range .path -}}
{{- $value = get ($value | default dict) . -}}
{{- end -}}
{{ dict "value" $value | toJson }}
{{- end -}}

{{- /* "true" if a program is deployed, else empty. Arguments: root, program (of liqo.programs.all). */ -}}
{{- define "liqo.programs.deployed" -}}
{{- $root := .root -}}
{{- $deployed := or (not .program.module) (include "liqo.modes.networking" $root) -}}
{{- with .program.switch -}}
{{- $deployed = and $deployed (include "liqo.programs.value" (dict "root" $root "path" .) | fromJson).value -}}
{{- end -}}
{{- with .program.unless -}}
{{- $deployed = and $deployed (not (include "liqo.programs.value" (dict "root" $root "path" .) | fromJson).value) -}}
{{- end -}}
{{- if $deployed -}}true{{- end -}}
{{- end -}}

{{- /*
For each argument of a program, the code of the rule that it breaks, or an empty string, as a JSON list. Arguments: program
(of liqo.programs.all), arguments.
*/ -}}
{{- define "liqo.programs.codes" -}}
{{- $flags := .program.flags -}}
{{- $arguments := .arguments -}}
{{- $dashes := ternary "^--?" "^--" (eq .program.parser "flag") -}}
{{- $types := include "liqo.flags.types" . | fromJson -}}
{{- $codes := list -}}
{{- $ended := false -}}
{{- $pending := false -}}
{{- range $number, $item := .arguments -}}
{{- $code := "" -}}
{{- if $pending -}}
{{- $pending = false -}}
{{- else if or $ended (eq $item "--") -}}
{{- $ended = true -}}
{{- else if or (eq $item "-") (not (hasPrefix "-" $item)) -}}
{{- $ended = eq $.program.parser "flag" -}}
{{- else -}}
{{- $name := regexReplaceAllLiteral $dashes $item "" | splitList "=" | first -}}
{{- $type := get $flags $name -}}
{{- $alone := not (contains "=" $item) -}}
{{- $pending = and $alone $type (ne $type "bool") -}}
{{- if or (not $type) (eq $name "help") -}}
{{- $code = "LQ217" -}}
{{- else if and $pending (eq (add1 $number | int) (len $arguments)) -}}
{{- $code = "LQ218" -}}
{{- else if or $pending (not $alone) -}}
{{- $value := trimPrefix (splitList "=" $item | first | printf "%s=") $item -}}
{{- if $pending -}}
{{- $value = index $arguments (add1 $number | int) -}}
{{- end -}}
{{- /* Kubernetes replaces references to variables before the program reads the value. */ -}}
{{- $unknown := regexMatch `\$\([A-Za-z_][A-Za-z0-9_]*\)` $value -}}
{{- if not (or $unknown (include "liqo.flags.reads" (dict "value" $value "type" $type "known" $types))) -}}
{{- $code = "LQ218" -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $codes = append $codes $code -}}
{{- end -}}
{{ toJson $codes }}
{{- end -}}
