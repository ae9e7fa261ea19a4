{{- /*
Images. A component's own `version` goes before the common `tag`, and that before Liqo's release.
Argument of both helpers: the root context and the map with `name` and `version`; `liqo.images.reference` takes the
program's name beside them, for a user who deleted the repository with null.
*/ -}}

{{- define "liqo.images.version" -}}
{{- $root := index . 0 -}}
{{- $image := index . 1 | default dict -}}
{{ coalesce $image.version $root.Values.tag $root.Chart.AppVersion | toString }}
{{- end -}}

{{- /*
Images of development builds live in repositories of their own, whose names end in -ci. Their tags are commit hashes,
which is how they are told from releases.
*/ -}}
{{- define "liqo.images.suffix" -}}
{{- $root := index . 0 -}}
{{- $image := index . 1 | default dict -}}
{{- $number := "(0|[1-9][0-9]*)" -}}
{{- $word := "(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)" -}}
{{- $release := printf "^v%s[.]%s[.]%s(-%s([.]%s)*)?([+][0-9A-Za-z-]+([.][0-9A-Za-z-]+)*)?$" $number $number $number $word $word -}}
{{- $tag := $root.Values.tag | default "" | toString -}}
{{- if and $tag (not $image.version) (not (regexMatch $release $tag)) -}}
-ci
{{- end -}}
{{- end -}}

{{- define "liqo.images.reference" -}}
{{- $image := index . 1 | default dict -}}
{{- $repository := $image.name | default (printf "ghcr.io/liqotech/%s" (index . 2)) -}}
{{ $repository }}{{ include "liqo.images.suffix" . }}:{{ include "liqo.images.version" . }}
{{- end -}}
