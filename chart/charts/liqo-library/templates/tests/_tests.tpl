{{- /*
What `helm test` runs. Everything is deleted afterwards, whether the test succeeds or fails; after a failure, Helm
prints the logs of the containers.

The image contains kubectl and no shell: each container runs kubectl once, and the test fails if one of them fails.
*/ -}}

{{- /*
The metadata of an object of the test. Arguments: root, weight (objects with a lower one are created first).
*/ -}}
{{- define "liqo.tests.metadata" -}}
{{- $annotations := dict
      "helm.sh/hook" "test"
      "helm.sh/hook-weight" .weight
      "helm.sh/hook-delete-policy" "before-hook-creation,hook-succeeded,hook-failed"
      "helm.sh/hook-output-log-policy" "hook-failed"
-}}
{{ include "liqo.labels.metadata" (dict "root" .root "name" "helm-test" "annotations" $annotations) }}
{{- end -}}

{{- /* The pod: arguments of liqo.pods.spec and liqo.pods.container, without root. */ -}}
{{- define "liqo.tests.component" -}}
{{- $object := dict "name" "object" "configMap" (dict "name" (include "liqo.names.fullname" "helm-test")) -}}
{{- $mount := dict "name" "object" "mountPath" "/object" "readOnly" true -}}
{{ dict
      "name" "helm-test"
      "pod" (.Values.helmTest.pod | default dict)
      "image" .Values.helmTest.image
      "program" "kubectl"
      "volumes" (list $object)
      "mounts" (list $mount)
  | toJson }}
{{- end -}}

{{- /*
The checks, as a JSON map: the arguments of kubectl, by container name. Is the API server ready, are Liqo's API groups
served, and does the webhook answer?

The webhook adds the label liqo.io/remote-cluster-id to every ForeignCluster, so the check creates one as a dry run and
prints the label. Without the webhook, either the request is rejected (failurePolicy Fail) or the label is missing
(Ignore); both are errors for kubectl.
*/ -}}
{{- define "liqo.tests.checks" -}}
{{- $checks := dict
      "api-server" (list "get" "--raw" "/readyz")
      "admission-webhook" (list
        "create"
        "--dry-run=server"
        "--filename=/object/foreigncluster.yaml"
        "--output=jsonpath={.metadata.labels.liqo\\.io/remote-cluster-id}"
        "--allow-missing-template-keys=false"
      )
-}}
{{- $api := list "authentication.liqo.io/v1beta1" "core.liqo.io/v1beta1" "offloading.liqo.io/v1beta1" -}}
{{- if include "liqo.modes.networking" . -}}
{{- $api = concat $api (list "ipam.liqo.io/v1alpha1" "networking.liqo.io/v1beta1") -}}
{{- end -}}
{{- if (.Values.metricAgent).enabled -}}
{{- $api = append $api "metrics.liqo.io/v1beta1" -}}
{{- end -}}
{{- range $api -}}
{{- $_ := set $checks (splitList "." . | first | printf "api-%s") (list "get" "--raw" (printf "/apis/%s" .)) -}}
{{- end -}}
{{ toJson $checks }}
{{- end -}}

{{- /* The object of the check for the webhook. */ -}}
{{- define "liqo.tests.foreignCluster" -}}
apiVersion: core.liqo.io/v1beta1
kind: ForeignCluster
metadata:
  name: {{ include "liqo.names.fullname" "helm-test" }}
spec:
  clusterID: {{ include "liqo.names.fullname" "helm-test" }}
{{- end -}}
