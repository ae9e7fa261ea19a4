{{- /* The program that reports usage statistics. */ -}}

{{- /*
The default schedule: once a day, at a minute that is the same in every rendering. It follows from the cluster ID, or
from namespace and release name if the values set no ID: a generated ID is not known before it is installed.
*/ -}}
{{- define "liqo.telemetry.schedule" -}}
{{- $identity := include "liqo.clusterId.given" . | default (printf "%s/%s" .Release.Namespace .Release.Name) -}}
{{- $minute := mod (adler32sum $identity | int64) 1440 -}}
{{- printf "%d %d * * *" (mod $minute 60) (div $minute 60) -}}
{{- end -}}

{{- /*
The Kubernetes version in the reports; empty without access to the cluster, because Helm would then make one up.
*/ -}}
{{- define "liqo.telemetry.kubernetesVersion" -}}
{{- $reported := ternary .Capabilities.KubeVersion.Version "" (eq (include "liqo.cluster.reached" .) "true") -}}
{{ ((.Values.telemetry).config).kubernetesVersion | default $reported }}
{{- end -}}

{{- define "liqo.telemetry.arguments" -}}
{{- $values := .Values.telemetry | default dict -}}
{{- $arguments := list (printf "--liqo-version=%s" (include "liqo.images.version" (dict "root" .))) -}}
{{- with include "liqo.telemetry.kubernetesVersion" . -}}
{{- $arguments = append $arguments (printf "--kubernetes-version=%s" .) -}}
{{- end -}}
{{- $arguments = append $arguments (printf "--namespace=%s" .Release.Namespace) -}}
{{- with include "liqo.arguments.map" ((.Values.discovery).config).clusterLabels -}}
{{- $arguments = append $arguments (printf "--cluster-labels=%s" .) -}}
{{- end -}}
{{ concat $arguments (include "liqo.arguments.extra" (dict "root" . "pod" $values.pod) | fromJsonArray) | toYaml }}
{{- end -}}
