{{- /*
Images. A component's own `version` goes before the common `tag`, and that before Liqo's release.
Arguments of all templates here: root, image (a map with name, version and digest), and where the name matters program
(the name of Liqo's own image, for a user who deleted the repository with null).
*/ -}}

{{- define "liqo.images.version" -}}
{{ coalesce (.image).version .root.Values.tag .root.Chart.AppVersion | toString }}
{{- end -}}

{{- /*
Images of development builds live in repositories of their own, whose names end in -ci. Their tags are commit hashes,
which is how they are told from releases.
*/ -}}
{{- define "liqo.images.suffix" -}}
{{- $number := "(0|[1-9][0-9]*)" -}}
{{- $word := "(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)" -}}
{{- $release := printf "^v%s[.]%s[.]%s(-%s([.]%s)*)?([+][0-9A-Za-z-]+([.][0-9A-Za-z-]+)*)?$" $number $number $number $word $word -}}
{{- $tag := .root.Values.tag | default "" | toString -}}
{{- if and $tag (not (.image).version) (not (regexMatch $release $tag)) -}}
-ci
{{- end -}}
{{- end -}}

{{- /* Where the image lies. With imageRegistry, that takes the place of the host in the name, which not every name has. */ -}}
{{- define "liqo.images.repository" -}}
{{- $name := (.image).name | default (printf "ghcr.io/liqotech/%s" .program) -}}
{{- with .root.Values.imageRegistry -}}
{{ . }}/{{ regexReplaceAll "^(localhost|[^/]*[.:][^/]*)/" $name "" }}
{{- else -}}
{{ $name }}
{{- end -}}
{{- end -}}

{{- define "liqo.images.reference" -}}
{{ include "liqo.images.repository" . }}{{ include "liqo.images.suffix" . }}:{{ include "liqo.images.version" . }}
{{- with (.image).digest -}}
@{{ . }}
{{- end -}}
{{- end -}}
