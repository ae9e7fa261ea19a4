{{- /*
The templates that the controller manager makes the WireGuard gateways of a peering from. Server and client are one
definition. What is quoted as "{{ … }}" below is filled in by the controller manager, for each peering; a key that
begins with ? is left out where its value turns out empty.

Arguments of the helpers are maps: root, role ("server" or "client"), and settings (networking.gatewayTemplates).
*/ -}}

{{- /* The labels by which a gateway's Deployment finds its pods. */ -}}
{{- define "liqo.gateway.selector" -}}
app.kubernetes.io/name: "{{ "{{ .Name }}" }}"
app.kubernetes.io/instance: "{{ .root.Release.Name }}-{{ "{{ .Name }}" }}"
app.kubernetes.io/component: "networking"
app.kubernetes.io/part-of: "liqo"
app.kubernetes.io/managed-by: {{ quote .root.Release.Service }}
networking.liqo.io/component: "gateway"
networking.liqo.io/gateway-name: "{{ "{{ .Name }}" }}"
networking.liqo.io/gateway-namespace: "{{ "{{ .Namespace }}" }}"
{{- end -}}

{{- /* "true" where several instances of a gateway elect the one that forwards. */ -}}
{{- define "liqo.gateway.electsLeader" -}}
{{- if gt (include "liqo.pods.replicas" .settings.replicas | int) 1 -}}true{{- end -}}
{{- end -}}

{{- /*
The chart in the labels is Liqo's release, as in Liqo's own chart: whoever comes from there finds the same labels, and so
no gateway restarts, and no label changes but with the images.
*/ -}}
{{- define "liqo.gateway.metadata" -}}
{{- $version := include "liqo.images.version" (dict "root" .root) -}}
name: "{{ "{{ .Name }}" }}"
namespace: "{{ "{{ .Namespace }}" }}"
labels:
  {{- include "liqo.gateway.selector" . | nindent 2 }}
  app.kubernetes.io/version: {{ include "liqo.labels.value" $version | quote }}
  helm.sh/chart: {{ printf "liqo-%s" $version | include "liqo.labels.value" | quote }}
  {{- /* Traffic goes to the active instance; where there is one only, nobody elects it. */}}
  {{- if not (include "liqo.gateway.electsLeader" .) }}
  networking.liqo.io/active: "true"
  {{- end }}
{{- end -}}

{{- define "liqo.gateway.template" -}}
{{- $name := printf "wireguard-%s" .role -}}
apiVersion: networking.liqo.io/v1beta1
kind: WgGateway{{ title .role }}Template
metadata:
  {{- include "liqo.labels.metadata" (dict "root" .root "name" $name "fullName" $name) | nindent 2 }}
spec:
  objectKind:
    apiVersion: networking.liqo.io/v1beta1
    kind: WgGateway{{ title .role }}
  template:
    metadata:
      {{- include "liqo.gateway.metadata" . | nindent 6 }}
    spec:
      secretRef:
        name: "{{ "{{ .Spec.SecretRef.Name }}" }}"
      {{- if eq .role "server" }}
      service:
        {{- include "liqo.gateway.service" . | nindent 8 }}
      {{- end }}
      deployment:
        metadata:
          {{- include "liqo.gateway.metadata" . | nindent 10 }}
        spec:
          replicas: {{ include "liqo.pods.replicas" .settings.replicas }}
          strategy:
            type: Recreate
          selector:
            matchLabels:
              {{- include "liqo.gateway.selector" . | nindent 14 }}
          template:
            metadata:
              {{- include "liqo.gateway.metadata" . | nindent 14 }}
            spec:
              {{- include "liqo.gateway.pod" . | nindent 14 }}
{{- end -}}

{{- /* The Service by which clients of other clusters reach the server. */ -}}
{{- define "liqo.gateway.service" -}}
{{- $service := (.settings.server).service | default dict -}}
metadata:
  {{- include "liqo.gateway.metadata" . | nindent 2 }}
  {{- with include "liqo.text.map" $service.annotations }}
  annotations:
    {{- . | nindent 4 }}
  {{- end }}
spec:
  type: "{{ "{{ .Spec.Endpoint.ServiceType }}" }}"
  selector:
    {{- include "liqo.gateway.selector" . | nindent 4 }}
    networking.liqo.io/active: "true"
  ports:
    - protocol: UDP
      port: "{{ "{{ .Spec.Endpoint.Port }}" }}"
      targetPort: "{{ "{{ .Spec.Endpoint.Port }}" }}"
      ?nodePort: "{{ "{{ .Spec.Endpoint.NodePort }}" }}"
  ?loadBalancerIP: "{{ "{{ .Spec.Endpoint.LoadBalancerIP }}" }}"
  {{- /* Unset unless said: the value is empty by default, and false is a choice. */}}
  {{- if has (toString $service.allocateLoadBalancerNodePorts) (list "true" "false") }}
  allocateLoadBalancerNodePorts: {{ $service.allocateLoadBalancerNodePorts }}
  {{- end }}
  {{- with $service.externalTrafficPolicy }}
  externalTrafficPolicy: {{ . }}
  {{- end }}
{{- end -}}

{{- define "liqo.gateway.pod" -}}
{{- $component := dict
      "root" .root "common" dict "pod" (.settings.pod | default dict)
      "selector" (include "liqo.gateway.selector" .)
      "podSecurity" "{}"
      "volumes" (list
        (dict "name" "wireguard-config" "secret" (dict "secretName" "{{ .SecretName }}"))
        (dict "name" "ipc" "emptyDir" dict)
      )
-}}
serviceAccount: "{{ "{{ .Name }}" }}"
serviceAccountName: "{{ "{{ .Name }}" }}"
containers:
  {{- range $container := list
        (dict "name" "gateway" "program" "gateway" "metrics" "gw-metrics" "metricsPort" 8082 "healthPort" 8083)
        (dict "name" "wireguard" "program" "gateway/wireguard" "metrics" "wg-metrics" "metricsPort" 8084 "healthPort" 8085)
        (dict "name" "geneve" "program" "gateway/geneve" "metrics" "gv-metrics" "metricsPort" 8086 "healthPort" 8087)
  }}
  - {{ include "liqo.gateway.container" (dict "root" $.root "role" $.role "settings" $.settings "container" $container) | nindent 4 | trim }}
  {{- end }}
{{ include "liqo.pods.spec" $component | trim }}
{{- end -}}

{{- /*
One of the three containers; its map has name, program, and the name and number of its metrics port and the number of
its health port.

No probes, though there is a port for them. Of several instances the passive ones are never ready, and would hold up the
rollout. And the kernel forwards traffic whether the program answers or not: a probe that fails on a busy node would
take the gateway out of its Service, and cut what works.
*/ -}}
{{- define "liqo.gateway.container" -}}
{{- $container := .container -}}
{{- $values := index (.settings.container | default dict) $container.name | default dict -}}
{{- $pod := .settings.pod | default dict | deepCopy -}}
{{- $_ := set $pod "resources" $values.resources -}}
name: {{ $container.name }}
{{ include "liqo.pods.container" (dict
      "root" .root "pod" $pod
      "image" $values.image "program" $container.program
      "environment" (include "liqo.gateway.environment" . | fromYamlArray)
      "mounts" (include "liqo.gateway.mounts" . | fromYamlArray)
      "containerSecurity" (include "liqo.gateway.containerSecurityContext" .)
    ) }}
args:
  {{- include (printf "liqo.gateway.%sArguments" $container.name) . | fromJsonArray | toYaml | nindent 2 }}
ports:
  {{- if (.root.Values.metrics).enabled }}
  - name: {{ $container.metrics }}
    containerPort: {{ $container.metricsPort }}
  {{- end }}
  - name: healthz
    containerPort: {{ $container.healthPort }}
{{- end -}}

{{- define "liqo.gateway.environment" -}}
{{- if ne .container.name "wireguard" -}}
{{ include "liqo.pods.fieldVariable" (dict "name" "NODE_NAME" "fieldPath" "spec.nodeName") }}
{{ include "liqo.pods.fieldVariable" (dict "name" "POD_NAME" "fieldPath" "metadata.name") }}
{{- end -}}
{{- end -}}

{{- define "liqo.gateway.mounts" -}}
- name: ipc
  mountPath: /ipc
{{- if eq .container.name "wireguard" }}
- name: wireguard-config
  mountPath: /etc/wireguard/keys
{{- end }}
{{- end -}}

{{- define "liqo.gateway.containerSecurityContext" -}}
{{- if include "liqo.gateway.privileged" . -}}
privileged: true
{{ end -}}
capabilities:
  add:
    - NET_ADMIN
    - NET_RAW
{{- end -}}

{{- /* "true" for the containers that need all of the node's kernel: the one with the rules, and WireGuard in user space. */ -}}
{{- define "liqo.gateway.privileged" -}}
{{- $userspace := eq (toString (.settings.wireguard).implementation) "userspace" -}}
{{- if or (eq .container.name "gateway") (and $userspace (eq .container.name "wireguard")) -}}true{{- end -}}
{{- end -}}

{{- /*
Arguments that all three containers begin with, as a JSON list. To geneve the mode means nothing; it is the same for
both roles in Liqo's own chart, and another one would only restart the gateways of whoever comes from there.
*/ -}}
{{- define "liqo.gateway.identityArguments" -}}
{{- $arguments := list "--name={{ .Name }}" "--namespace={{ .Namespace }}" "--remote-cluster-id={{ .ClusterID }}" -}}
{{- if ne .container.name "wireguard" -}}
{{- $arguments = concat $arguments (list "--node-name=$(NODE_NAME)" "--pod-name=$(POD_NAME)") -}}
{{- end -}}
{{- concat $arguments (list
      "--gateway-uid={{ .GatewayUID }}"
      (printf "--mode=%s" (ternary "server" .role (eq .container.name "geneve")))
      (printf "--container-name=%s" .container.name)
    ) | toJson -}}
{{- end -}}

{{- /* Addresses that a container listens on, as a JSON list. */ -}}
{{- define "liqo.gateway.addressArguments" -}}
{{- $arguments := list -}}
{{- if (.root.Values.metrics).enabled -}}
{{- $arguments = append $arguments (printf "--metrics-address=:%d" .container.metricsPort) -}}
{{- end -}}
{{ append $arguments (printf "--health-probe-bind-address=:%d" .container.healthPort) | toJson }}
{{- end -}}

{{- define "liqo.gateway.electionArgument" -}}
--leader-election={{ include "liqo.gateway.electsLeader" . | include "liqo.arguments.boolean" }}
{{- end -}}

{{- define "liqo.gateway.gatewayArguments" -}}
{{- $ping := .settings.ping | default dict -}}
{{- $arguments := include "liqo.gateway.identityArguments" . | fromJsonArray -}}
{{- $arguments = append $arguments "--concurrent-containers-names=wireguard,geneve" -}}
{{- $arguments = concat $arguments (include "liqo.arguments.globalMetadata" .root | fromJsonArray) -}}
{{- $arguments = concat $arguments (include "liqo.gateway.addressArguments" . | fromJsonArray) -}}
{{- $arguments = append $arguments "--ping-enabled=true" -}}
{{- $measures := list
      (dict "flag" "--ping-loss-threshold" "value" $ping.lossThreshold)
      (dict "flag" "--ping-interval" "value" $ping.interval)
      (dict "flag" "--ping-update-status-interval" "value" $ping.updateStatusInterval)
-}}
{{- $arguments = concat $arguments (include "liqo.arguments.given" $measures | fromJsonArray) -}}
{{- $arguments = append $arguments (include "liqo.gateway.electionArgument" .) -}}
{{- if not ((.root.Values.requirements).kernel).enabled -}}
{{- $arguments = append $arguments "--disable-kernel-version-check" -}}
{{- end -}}
{{- concat $arguments (list
      (printf "--enable-nft-monitor=%s" (include "liqo.arguments.boolean" .settings.nftablesMonitor))
      (printf "--enable-route-monitor=%s" (include "liqo.arguments.boolean" .settings.routeMonitor))
    ) | toJson -}}
{{- end -}}

{{- define "liqo.gateway.wireguardArguments" -}}
{{- $wireguard := .settings.wireguard | default dict -}}
{{- $arguments := include "liqo.gateway.identityArguments" . | fromJsonArray -}}
{{- $arguments = append $arguments "--mtu={{ .Spec.MTU }}" -}}
{{- if eq .role "server" -}}
{{- $arguments = append $arguments "--listen-port={{ .Spec.Endpoint.Port }}" -}}
{{- else -}}
{{- $arguments = append $arguments "--endpoint-address={{ index .Spec.Endpoint.Addresses 0 }}" -}}
{{- $arguments = append $arguments "--endpoint-port={{ .Spec.Endpoint.Port }}" -}}
{{- end -}}
{{- $arguments = concat $arguments (include "liqo.gateway.addressArguments" . | fromJsonArray) -}}
{{- $arguments = append $arguments (include "liqo.gateway.electionArgument" .) -}}
{{- with $wireguard.implementation -}}
{{- $arguments = append $arguments (printf "--implementation=%v" .) -}}
{{- end -}}
{{- if eq .role "server" -}}
{{- $preserve := include "liqo.arguments.boolean" $wireguard.preserveClientEndpoint -}}
{{- $arguments = append $arguments (printf "--preserve-client-endpoint=%s" $preserve) -}}
{{- end -}}
{{ toJson $arguments }}
{{- end -}}

{{- define "liqo.gateway.geneveArguments" -}}
{{- $arguments := include "liqo.gateway.identityArguments" . | fromJsonArray -}}
{{- $arguments = append $arguments (printf "--geneve-port=%s" (include "liqo.networkManager.genevePort" .root)) -}}
{{- $arguments = concat $arguments (include "liqo.gateway.addressArguments" . | fromJsonArray) -}}
{{ append $arguments (include "liqo.gateway.electionArgument" .) | toJson }}
{{- end -}}
