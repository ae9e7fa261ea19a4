{{- /*
Arguments of the controller manager. Those that only the network controllers read have a template of their own.
*/ -}}

{{- define "liqo.controllerManager.arguments" -}}
{{- $values := .Values.controllerManager | default dict -}}
{{- $config := $values.config | default dict -}}
{{- $authentication := .Values.authentication | default dict -}}
{{- $offloading := .Values.offloading | default dict -}}
{{- $reflection := $offloading.reflection | default dict -}}
{{- $storage := .Values.storage | default dict -}}
{{- $storageEnabled := include "liqo.arguments.boolean" $storage.enabled -}}
{{- $arguments := list
      "--cluster-id=$(CLUSTER_ID)"
      "--liqo-namespace=$(POD_NAMESPACE)"
      (printf "--networking-enabled=%s" (include "liqo.modes.networking" . | include "liqo.arguments.boolean"))
      (printf "--authentication-enabled=%s" (include "liqo.arguments.boolean" $authentication.enabled))
      (printf "--tls-compatibility-mode=%s" (include "liqo.arguments.boolean" $authentication.tlsCompatibilityMode))
      (printf "--offloading-enabled=%s" (include "liqo.arguments.boolean" $offloading.enabled))
-}}
{{- with $config.defaultLimitsEnforcement -}}
{{- $arguments = append $arguments (printf "--default-limits-enforcement=%v" .) -}}
{{- end -}}
{{- $resources := include "liqo.arguments.map" $offloading.defaultNodeResources -}}
{{- $arguments = append $arguments (printf "--default-node-resources=%s" $resources) -}}
{{- $arguments = concat $arguments (include "liqo.arguments.globalMetadata" . | fromJsonArray) -}}
{{- $arguments = concat $arguments (include "liqo.controllerManager.authenticationArguments" . | fromJsonArray) -}}
{{- if include "liqo.modes.networking" . -}}
{{- $arguments = concat $arguments (include "liqo.controllerManager.networkingArguments" . | fromJsonArray) -}}
{{- end -}}
{{- $arguments = append $arguments (printf "--enable-storage=%s" $storageEnabled) -}}
{{- $arguments = append $arguments (printf "--webhook-port=%s" (include "liqo.webhook.port" .)) -}}
{{- if eq $storageEnabled "true" -}}
{{- $classes := list
      (dict "flag" "--virtual-storage-class-name" "value" $storage.virtualStorageClassName)
      (dict "flag" "--real-storage-class-name" "value" $storage.realStorageClassName)
      (dict "flag" "--storage-namespace" "value" $storage.storageNamespace)
-}}
{{- $arguments = concat $arguments (include "liqo.arguments.given" $classes | fromJsonArray) -}}
{{- end -}}
{{- $ingresses := include "liqo.arguments.classes" ($reflection.ingress).ingressClasses -}}
{{- $arguments = append $arguments (printf "--ingress-classes=%s" $ingresses) -}}
{{- $loadBalancers := include "liqo.arguments.classes" ($reflection.service).loadBalancerClasses -}}
{{- $arguments = append $arguments (printf "--load-balancer-classes=%s" $loadBalancers) -}}
{{- if $config.enableNodeFailureController -}}
{{- $arguments = append $arguments "--enable-node-failure-controller" -}}
{{- end -}}
{{- /* Read by the controller of reflected EndpointSlices, with and without the networking module. */ -}}
{{- if (.Values.networking).denyDirectConnections -}}
{{- $arguments = append $arguments "--deny-direct-connections" -}}
{{- end -}}
{{- $arguments = concat $arguments (include "liqo.arguments.extra" (dict "root" . "pod" $values.pod) | fromJsonArray) -}}
{{- with include "liqo.arguments.map" ((.Values.discovery).config).clusterLabels -}}
{{- $arguments = append $arguments (printf "--cluster-labels=%s" .) -}}
{{- end -}}
{{- if gt (include "liqo.pods.replicas" $values.replicas | int) 1 -}}
{{- $arguments = append $arguments "--enable-leader-election=true" -}}
{{- end -}}
{{- if include "liqo.modes.networking" . -}}
{{- $proxy := include "liqo.arguments.boolean" (.Values.proxy).enabled -}}
{{- $arguments = append $arguments (printf "--enable-api-server-ip-remapping=%s" $proxy) -}}
{{- end -}}
{{ toYaml $arguments }}
{{- end -}}

{{- /* The arguments by which this cluster presents itself to others, as a JSON list. */ -}}
{{- define "liqo.controllerManager.authenticationArguments" -}}
{{- $aws := (.Values.authentication).awsConfig | default dict -}}
{{- $apiServer := .Values.apiServer | default dict -}}
{{- $arguments := list -}}
{{- if $aws.accessKeyId -}}
{{- $arguments = append $arguments "--aws-access-key-id=$(ACCESS_KEY_ID)" -}}
{{- end -}}
{{- if $aws.secretAccessKey -}}
{{- $arguments = append $arguments "--aws-secret-access-key=$(SECRET_ACCESS_KEY)" -}}
{{- end -}}
{{- with $aws.region -}}
{{- $arguments = append $arguments (printf "--aws-region=%v" .) -}}
{{- end -}}
{{- with $aws.clusterName -}}
{{- $arguments = append $arguments (printf "--aws-cluster-name=%v" .) -}}
{{- end -}}
{{- with $apiServer.address -}}
{{- $arguments = append $arguments (printf "--api-server-address-override=%v" .) -}}
{{- end -}}
{{- with $apiServer.ca -}}
{{- $arguments = append $arguments (printf "--ca-override=%v" .) -}}
{{- end -}}
{{- if $apiServer.trustedCA -}}
{{- $arguments = append $arguments "--trusted-ca" -}}
{{- end -}}
{{ toJson $arguments }}
{{- end -}}

{{- /* Arguments that only the network controllers read, as a JSON list. */ -}}
{{- define "liqo.controllerManager.networkingArguments" -}}
{{- $networking := .Values.networking -}}
{{- $fabric := ($networking.fabric).config | default dict -}}
{{- $external := (.Values.ipam).external | default dict -}}
{{- $ipam := printf "%s.%s:6000" (include "liqo.names.fullname" "ipam") .Release.Namespace -}}
{{- if not (include "liqo.modes.internalIpam" .) -}}
{{- $ipam = $external.url | default "" -}}
{{- end -}}
{{- list
      (printf "--fabric-route-rule-priority=%d" (int $fabric.routeConfigurationRulePriority))
      (printf "--fabric-full-masquerade-enabled=%s" (include "liqo.arguments.boolean" $fabric.fullMasquerade))
      (printf "--gateway-masquerade-bypass-enabled=%s" (include "liqo.arguments.boolean" $fabric.gatewayMasqueradeBypass))
      (printf "--geneve-port=%s" (include "liqo.networkManager.genevePort" .))
      (printf "--gateway-server-resources=%s" (include "liqo.arguments.resources" $networking.serverResources))
      (printf "--gateway-client-resources=%s" (include "liqo.arguments.resources" $networking.clientResources))
      (printf "--ipam-server=%s" $ipam)
    | toJson -}}
{{- end -}}

{{- /* The environment variables: cluster ID, namespace, and credentials for AWS. */ -}}
{{- define "liqo.controllerManager.environment" -}}
{{- $aws := (.Values.authentication).awsConfig | default dict -}}
{{ include "liqo.pods.clusterIdVariable" . }}
{{ include "liqo.pods.fieldVariable" (dict "name" "POD_NAMESPACE" "fieldPath" "metadata.namespace") }}
{{- range $variable, $key := dict "ACCESS_KEY_ID" "accessKeyId" "SECRET_ACCESS_KEY" "secretAccessKey" }}
{{- with get $aws $key }}
- name: {{ $variable }}
  valueFrom:
    secretKeyRef:
      {{- if kindIs "map" . }}
      {{- pick (.secretKeyRef | default dict) "name" "key" | toYaml | nindent 6 }}
      {{- else }}
      name: {{ include "liqo.names.fullname" "aws-config" }}
      key: {{ $variable }}
      {{- end }}
{{- end }}
{{- end }}
{{- end -}}
