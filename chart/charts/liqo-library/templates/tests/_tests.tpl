{{- /*
What `helm test` runs. All of it is gone afterwards, whether it succeeded or not; of a failure Helm shows what the
containers said.

The image has kubectl in it and no shell: each container runs kubectl once, and the test fails if one of them fails.
*/ -}}

{{- /* The metadata of an object of the test. Arguments: root, weight (what has a lower one is there earlier). */ -}}
{{- define "liqo.tests.metadata" -}}
{{- $annotations := dict
      "helm.sh/hook" "test"
      "helm.sh/hook-weight" .weight
      "helm.sh/hook-delete-policy" "before-hook-creation,hook-succeeded,hook-failed"
      "helm.sh/hook-output-log-policy" "hook-failed"
-}}
{{ include "liqo.labels.metadata" (dict "root" .root "name" "helm-test" "annotations" $annotations) }}
{{- end -}}

{{- /* The pod, as liqo.pods.spec and liqo.pods.container want it. */ -}}
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
The questions, as a JSON map: the arguments of kubectl by the name of a container. What of Liqo's API is served if all of
it is there; whether the API server is well; and whether the webhook answers.

The webhook puts the label liqo.io/remote-cluster-id on every ForeignCluster. So one is created as a dry run, and the
label asked for. Without the webhook either the request is refused (failurePolicy Fail) or the label is missing (Ignore),
and both is an error for kubectl.
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

{{- /* What the webhook is asked about. */ -}}
{{- define "liqo.tests.foreignCluster" -}}
apiVersion: core.liqo.io/v1beta1
kind: ForeignCluster
metadata:
  name: {{ include "liqo.names.fullname" "helm-test" }}
spec:
  clusterID: {{ include "liqo.names.fullname" "helm-test" }}
{{- end -}}
