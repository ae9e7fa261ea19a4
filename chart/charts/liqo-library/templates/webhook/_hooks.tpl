{{- /*
The requests that the API server sends to the webhook. A hook has the end of its path, operations, resource, and the
objects: `all`; `unmarked`, those without the label liqo.io/webhook-skip; `scheduled`, those in namespaces that offload
pods. Hooks with `networking: true` belong to the networking module.
*/ -}}

{{- define "liqo.webhook.mutatingHooks" -}}
- {name: pod, path: pod, operations: [CREATE], group: "", version: v1, resource: pods, objects: scheduled}
- name: shadowpod
  path: shadowpods
  operations: [CREATE, UPDATE, DELETE]
  group: offloading.liqo.io
  resource: shadowpods
  objects: all
- name: fc
  path: foreign-cluster
  operations: [CREATE, UPDATE]
  group: core.liqo.io
  resource: foreignclusters
  objects: unmarked
- name: virtualnode
  path: virtualnodes
  operations: [CREATE, UPDATE]
  group: offloading.liqo.io
  resource: virtualnodes
  objects: unmarked
- name: firewallconfiguration
  path: firewallconfigurations
  operations: [CREATE, UPDATE]
  group: networking.liqo.io
  resource: firewallconfigurations
  objects: unmarked
  networking: true
# Named "validate" in every release of Liqo, and upgrades find hooks by name.
- name: tenant
  verb: validate
  path: tenants
  operations: [CREATE, UPDATE]
  group: authentication.liqo.io
  resource: tenants
  objects: unmarked
{{- end -}}

{{- define "liqo.webhook.validatingHooks" -}}
- name: nsoff
  path: namespace-offloading
  operations: [CREATE, UPDATE]
  group: offloading.liqo.io
  resource: namespaceoffloadings
  objects: unmarked
- name: shadowpod
  path: shadowpods
  operations: [CREATE, UPDATE, DELETE]
  group: offloading.liqo.io
  resource: shadowpods
  objects: all
- name: firewallconfiguration
  path: firewallconfigurations
  operations: [CREATE, UPDATE]
  group: networking.liqo.io
  resource: firewallconfigurations
  objects: unmarked
  networking: true
- name: routeconfiguration
  path: routeconfigurations
  operations: [CREATE, UPDATE]
  group: networking.liqo.io
  resource: routeconfigurations
  objects: unmarked
  networking: true
- name: resourceslice
  path: resourceslices
  operations: [CREATE, UPDATE]
  group: authentication.liqo.io
  resource: resourceslices
  objects: all
- name: tenant
  path: tenants
  operations: [CREATE, UPDATE]
  group: authentication.liqo.io
  resource: tenants
  objects: unmarked
{{- end -}}

{{- /* The hooks of a configuration. Arguments: root, verb ("mutate" or "validate"), hooks (the name of a template above). */ -}}
{{- define "liqo.webhook.hooks" -}}
{{- $root := .root -}}
{{- $verb := .verb -}}
{{- $networking := include "liqo.modes.networking" $root -}}
{{- range include .hooks $root | fromYamlArray }}
{{- if or $networking (not .networking) }}
- name: {{ .name }}.{{ .verb | default $verb }}.liqo.io
  admissionReviewVersions: [v1, v1beta1]
  sideEffects: None
  {{- with ($root.Values.webhook).failurePolicy }}
  failurePolicy: {{ . }}
  {{- end }}
  clientConfig:
    service:
      name: {{ include "liqo.names.fullname" "webhook" }}
      namespace: {{ $root.Release.Namespace | toYaml }}
      path: /{{ $verb }}/{{ .path }}
      port: {{ include "liqo.webhook.port" $root }}
  rules:
    - operations: {{ toJson .operations }}
      apiGroups: [{{ quote .group }}]
      apiVersions: [{{ .version | default "v1beta1" }}]
      resources: [{{ .resource }}]
  {{- if eq .objects "scheduled" }}
  namespaceSelector:
    matchLabels:
      liqo.io/scheduling-enabled: "true"
  {{- else if eq .objects "unmarked" }}
  objectSelector:
    matchExpressions:
      - key: liqo.io/webhook-skip
        operator: NotIn
        values: ["true"]
  {{- end }}
{{- end }}
{{- end }}
{{- end -}}
