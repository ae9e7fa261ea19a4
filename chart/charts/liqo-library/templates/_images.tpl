{{- /*
Images. A component's own `version` wins over the common `tag`, and that over Liqo's release.

Arguments of all templates here: root, image (a map with name, version and digest), and if the name matters program (the
name of Liqo's own image, used if the user deleted the repository with null).
*/ -}}

{{- define "liqo.images.version" -}}
{{ coalesce (.image).version .root.Values.tag .root.Chart.AppVersion | toString }}
{{- end -}}

{{- /*
Development builds are in repositories whose names end in -ci. Their tags are commit hashes, which tells them from
releases.
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

{{- /* The repository. imageRegistry replaces the host in its name, or is put before a name without a host. */ -}}
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
