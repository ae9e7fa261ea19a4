{{- /*
virtualKubelet.extra.args, read as the virtual kubelet reads them (Go's pflag): the last occurrence of a flag wins;
--name=value gives a value; --name means true for a boolean flag, and takes the next item as its value for every
other one; items without dashes are ignored; -- ends the flags.
*/ -}}

{{- /* The list as strings, which Kubernetes requires, whatever the user wrote. JSON. */ -}}
{{- define "liqo.virtualKubelet.userArguments" -}}
{{- $arguments := list -}}
{{- range ((.Values.virtualKubelet).extra).args -}}
{{- $arguments = append $arguments (include "liqo.text.scalar" .) -}}
{{- end -}}
{{ toJson $arguments }}
{{- end -}}

{{- /*
The meaning of the list, as a JSON object:

  given                names of the flags in it
  disableIPReflection  "true" or "false", from the last valid --disable-ip-reflection; absent if there is none
  faults               invalid items: code (of the rule), number (of the item, from 0), item
  end                  how many arguments come before the place where further flags can be added
*/ -}}
{{- define "liqo.virtualKubelet.read" -}}
{{- $arguments := include "liqo.virtualKubelet.userArguments" . | fromJsonArray -}}
{{- $known := merge (include "liqo.virtualKubelet.flags" . | fromJson) (include "liqo.flags.types" . | fromJson) -}}
{{- $read := dict "given" list "faults" list "end" (len $arguments) -}}
{{- $ended := false -}}
{{- $pending := -1 -}}
{{- range $number, $item := $arguments -}}
{{- if $ended -}}
{{- else if ge $pending 0 -}}
{{- $pending = -1 -}}
{{- else if eq $item "--" -}}
{{- $ended = true -}}
{{- $_ := set $read "end" $number -}}
{{- else -}}
{{- $name := trimPrefix "--" $item | splitList "=" | first -}}
{{- $type := get $known.flags $name -}}
{{- /* After the list comes what Liqo adds. */ -}}
{{- $next := append (slice $arguments (add1 $number)) "--metrics-enabled=false" | first -}}
{{- $fault := include "liqo.virtualKubelet.fault" (dict "item" $item "next" $next "known" $known) -}}
{{- if $fault -}}
{{- $_ := append $read.faults (dict "code" $fault "number" $number "item" $item) | set $read "faults" -}}
{{- else if hasPrefix "--" $item -}}
{{- $_ := append $read.given $name | set $read "given" -}}
{{- if eq $name "disable-ip-reflection" -}}
{{- $value := ternary (trimPrefix "--disable-ip-reflection=" $item) "true" (contains "=" $item) -}}
{{- $_ := ternary "true" "false" (has $value (include "liqo.virtualKubelet.true" . | splitList " ")) | set $read "disableIPReflection" -}}
{{- end -}}
{{- end -}}
{{- if and $type (ne $type "bool") (hasPrefix "--" $item) (not (contains "=" $item)) -}}
{{- $pending = $number -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if ge $pending 0 -}}
{{- /* The last flag has no value yet, and would take the next argument as its value. */ -}}
{{- $_ := set $read "end" $pending -}}
{{- end -}}
{{ toJson $read }}
{{- end -}}

{{- /* The spellings of true and false that Go's strconv.ParseBool accepts. */ -}}
{{- define "liqo.virtualKubelet.true" -}}
1 t T TRUE true True
{{- end -}}
{{- define "liqo.virtualKubelet.false" -}}
0 f F FALSE false False
{{- end -}}

{{- /*
The code of the rule that an item breaks, or nothing. The virtual kubelet exits on all of these, except on some that are
meant as --disable-ip-reflection, which it ignores. Arguments: item, next (the item after it), known
(liqo.virtualKubelet.flags and liqo.flags.types).
*/ -}}
{{- define "liqo.virtualKubelet.fault" -}}
{{- $item := .item -}}
{{- $known := .known -}}
{{- $flag := trimPrefix "--" $item | splitList "=" | first -}}
{{- $type := get $known.flags $flag -}}
{{- $alone := not (contains "=" $item) -}}
{{- /* The same expression as _MEANT in the validator. */ -}}
{{- $blank := `[ \t\r\n\f\v]` -}}
{{- $dash := `[-\x{2010}-\x{2015}\x{2212}]` -}}
{{- /* In Go, (?i) folds the long s as well. */ -}}
{{- $name := printf `disable(%s|_)?ips?(%s|_)?reflections?%s*([=: \t\r\n\f\v].*)?` $dash $dash $blank -}}
{{- $meant := printf "(?is)^%s*%s*%s*%s$" $blank $dash $blank $name -}}
{{- if regexMatch `^--disable-ip-reflection(=|$)` $item -}}
{{- $value := trimPrefix "--disable-ip-reflection" $item -}}
{{- $legal := printf "%s %s" (include "liqo.virtualKubelet.true" .) (include "liqo.virtualKubelet.false" .) | splitList " " -}}
{{- if and $value (not (has (trimPrefix "=" $value) $legal)) -}}LQ201{{- end -}}
{{- else if regexMatch $meant $item -}}
{{ ternary "LQ202" "LQ203" (regexMatch "^-[^-]" $item) }}
{{- else if or (not (hasPrefix "-" $item)) (eq $item "-") -}}
{{- else if or (not $type) (eq $flag "help") -}}
LQ208
{{- else if not (and $alone (eq $type "bool")) -}}
{{- $value := ternary .next (trimPrefix (printf "--%s=" $flag) $item) $alone -}}
{{- if not (include "liqo.flags.reads" (dict "value" $value "type" $type "known" $known)) -}}LQ209{{- end -}}
{{- end -}}
{{- end -}}

{{- /*
The arguments in the VkOptionsTemplate, as a JSON list: the user's, and those that the chart adds unless the user sets
the same flag. The chart's are the last that are read as flags.
*/ -}}
{{- define "liqo.virtualKubelet.arguments" -}}
{{- $arguments := include "liqo.virtualKubelet.userArguments" . | fromJsonArray -}}
{{- $read := include "liqo.virtualKubelet.read" . | fromJson -}}
{{- $added := list -}}
{{- if not (has "enable-apiserver-support" $read.given) -}}
{{- $added = append $added "--enable-apiserver-support=true" -}}
{{- end -}}
{{- if not (or $read.disableIPReflection (include "liqo.modes.reflection" .)) -}}
{{- $added = append $added "--disable-ip-reflection" -}}
{{- end -}}
{{- if and ((.Values.authentication).awsConfig).accessKeyId (not (has "certificate-type" $read.given)) -}}
{{- $added = append $added "--certificate-type=aws" -}}
{{- end -}}
{{- $all := list -}}
{{- range $number, $item := append $arguments "" -}}
{{- if eq $number (int $read.end) -}}
{{- $all = concat $all $added -}}
{{- end -}}
{{- if lt $number (len $arguments) -}}
{{- $all = append $all $item -}}
{{- end -}}
{{- end -}}
{{ toJson $all }}
{{- end -}}
