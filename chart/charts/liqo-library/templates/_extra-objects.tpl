{{- /*
extraObjects: what users add to the release. Helm evaluates template expressions in them with `tpl`, which ends the
rendering if an expression is not Helm's. So the expressions are looked at first (LQ532), and not evaluated if one of
them is meant for another program.
*/ -}}

{{- /* An item as text. Argument: the item. */ -}}
{{- define "liqo.extraObjects.text" -}}
{{ kindIs "string" . | ternary . (toYaml .) }}
{{- end -}}

{{- /*
The manifests of an item, empty if it has expressions that Helm cannot evaluate. Arguments: root, item.
*/ -}}
{{- define "liqo.extraObjects.manifests" -}}
{{- $text := include "liqo.extraObjects.text" .item -}}
{{- if not (include "liqo.extraObjects.foreign" $text) -}}
{{ tpl $text .root }}
{{- end -}}
{{- end -}}

{{- /*
The first name in template expressions that is not Helm's; empty if there is none: a variable that the text does not
declare, a function that Helm does not have, a field that templates do not get. Argument: the text.

validator/liqo_values/rules/extra_objects.py does the same, step by step.
*/ -}}
{{- define "liqo.extraObjects.foreign" -}}
{{- $action := `(?s)\{\{.*?\}\}` -}}
{{- $code := list -}}
{{- range regexFindAll $action . -1 -}}
{{- if not (regexMatch `^\{\{-?\s*/\*` .) -}}
{{- $code = append $code (regexReplaceAllLiteral `"(\\.|[^"\\])*"` (regexReplaceAllLiteral "`[^`]*`" . " ") " ") -}}
{{- end -}}
{{- end -}}
{{- $code = regexReplaceAllLiteral `\)[\w.]+` (join " " $code) ")" -}}
{{- $known := include "liqo.extraObjects.functions" . | splitList " " -}}
{{- $fields := list "" "Capabilities" "Chart" "Files" "Release" "Subcharts" "Template" "Values" -}}
{{- $moved := regexMatch `\b(block|define|range|template|with)\b` $code -}}
{{- $declared := list "$" -}}
{{- $foreign := list -}}
{{- range regexFindAll `\$\w+\s*(:=|,)|[\w$.]+` $code -1 -}}
{{- $parts := splitList "." . -}}
{{- $field := index (append $parts "") 1 -}}
{{- if regexMatch `[=,]$` . -}}
{{- $declared = append $declared (regexFind `\$\w+` .) -}}
{{- else if regexMatch `^\d` . -}}
{{- else if hasPrefix "$" . -}}
{{- if not (has (first $parts) $declared) -}}
{{- $foreign = append $foreign (first $parts) -}}
{{- else if and (eq (first $parts) "$") (not (has $field $fields)) (not $moved) -}}
{{- $foreign = append $foreign (printf "$.%s" $field) -}}
{{- end -}}
{{- else if hasPrefix "." . -}}
{{- if not (or $moved (has $field $fields)) -}}
{{- $foreign = append $foreign (printf ".%s" $field) -}}
{{- end -}}
{{- else if or (gt (len $parts) 1) (not (has . $known)) -}}
{{- $foreign = append $foreign . -}}
{{- end -}}
{{- end -}}
{{- /* A quote of YAML: a character in single quotes cannot be written in a map. */ -}}
{{- if contains "'" $code -}}
{{- $foreign = append $foreign "'" -}}
{{- end -}}
{{- if contains "{{" (regexReplaceAllLiteral $action . "") -}}
{{- $foreign = append $foreign "{{" -}}
{{- end -}}
{{ first (append $foreign "") }}
{{- end -}}

{{- /* All words that expressions can begin with: functions of Helm 3 and Helm 4, and keywords of Go templates. */ -}}
{{- define "liqo.extraObjects.functions" -}}
abbrev abbrevboth add add1 add1f addf adler32sum ago all and any append atoi b32dec b32enc b64dec b64enc base bcrypt biggest block break buildCustomCert call camelcase cat ceil chunk clean coalesce compact concat contains continue date dateInZone dateModify date_in_zone date_modify decryptAES deepCopy deepEqual default define derivePassword dict dig dir div divf duration durationDays durationHours durationMicroseconds durationMilliseconds durationMinutes durationNanoseconds durationRound durationRoundTo durationSeconds durationTruncateTo durationWeeks else empty encryptAES end eq ext fail false first float64 floor fromJson fromJsonArray fromToml fromYaml fromYamlArray ge genCA genCAWithKey genPrivateKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey get getHostByName gt has hasKey hasPrefix hasSuffix hello html htmlDate htmlDateInZone htpasswd if include indent index initial initials int int64 isAbs join js kebabcase keys kindIs kindOf last le len list lookup lower lt max maxf merge mergeOverwrite min minf mod mul mulf mustAppend mustChunk mustCompact mustDateModify mustDeepCopy mustFirst mustFromJson mustHas mustInitial mustLast mustMerge mustMergeOverwrite mustPrepend mustRegexFind mustRegexFindAll mustRegexMatch mustRegexReplaceAll mustRegexReplaceAllLiteral mustRegexSplit mustRest mustReverse mustSlice mustToDate mustToDuration mustToJson mustToPrettyJson mustToRawJson mustToToml mustToYaml mustUniq mustWithout must_date_modify ne nil nindent nospace not now omit or osBase osClean osDir osExt osIsAbs pick pluck plural prepend print printf println quote randAlpha randAlphaNum randAscii randBytes randInt randNumeric range regexFind regexFindAll regexMatch regexQuoteMeta regexReplaceAll regexReplaceAllLiteral regexSplit repeat replace required rest reverse round semver semverCompare seq set sha1sum sha256sum sha512sum shuffle slice snakecase sortAlpha split splitList splitn squote sub subf substr swapcase template ternary title toDate toDecimal toJson toPrettyJson toRawJson toString toStrings toToml toYaml toYamlPretty tpl trim trimAll trimPrefix trimSuffix trimall true trunc tuple typeIs typeIsLike typeOf uniq unixEpoch unset until untilStep untitle upper urlJoin urlParse urlquery uuidv4 values with without wrap wrapWith
{{- end -}}
