{{- /*
The templates from which the controller manager creates the WireGuard gateways of a peering. One definition serves
server and client. The controller manager fills in what is quoted as "{{ … }}" below for each peering, and leaves out a
key that begins with ? if its value is empty.

Arguments of all templates here: root, role ("server" or "client"), settings (networking.gatewayTemplates).
*/ -}}

{{- /* The labels by which a gateway's Deployment selects its pods. */ -}}
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

{{- /* "true" if several instances of a gateway elect the one that forwards traffic. */ -}}
{{- define "liqo.gateway.electsLeader" -}}
{{- if gt (include "liqo.pods.replicas" .settings.replicas | int) 1 -}}true{{- end -}}
{{- end -}}

{{- /*
The chart label names Liqo's release, as in Liqo's published chart: moving from there changes no label, so that no
gateway restarts. Labels change only with the images.
*/ -}}
{{- define "liqo.gateway.metadata" -}}
{{- $version := include "liqo.images.version" (dict "root" .root) -}}
name: "{{ "{{ .Name }}" }}"
namespace: "{{ "{{ .Namespace }}" }}"
labels:
  {{- include "liqo.gateway.selector" . | nindent 2 }}
  app.kubernetes.io/version: {{ include "liqo.labels.value" $version | quote }}
  helm.sh/chart: {{ printf "liqo-%s" $version | include "liqo.labels.value" | quote }}
  {{- /* Traffic goes to the active instance. A single instance is not elected, so the label is set here. */}}
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

{{- /* The Service through which clients in other clusters reach the server. */ -}}
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
  {{- /* The value is empty by default, and false is a valid choice. */}}
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
One of the three containers. One more argument: container, a map with name, program, metrics (name of the metrics port),
metricsPort and healthPort (numbers).

There are no probes, although there is a port for them. Passive instances are never ready and would block a rollout. And
the kernel forwards traffic whether or not the program answers: a probe that fails on a busy node would take a working
gateway out of its Service.
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

{{- /*
"true" for the containers that need full access to the node's kernel: the gateway, and WireGuard in user space.
*/ -}}
{{- define "liqo.gateway.privileged" -}}
{{- $userspace := eq (toString (.settings.wireguard).implementation) "userspace" -}}
{{- if or (eq .container.name "gateway") (and $userspace (eq .container.name "wireguard")) -}}true{{- end -}}
{{- end -}}

{{- /*
The first arguments of all three containers, as a JSON list. The mode means nothing to geneve: Liqo's published chart
sets the same one for both roles, and another one would only restart gateways when moving from there.
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
