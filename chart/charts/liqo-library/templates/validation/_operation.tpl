{{- /* The cluster ID, and what else Liqo's programs cannot work with: LQ501 to LQ507. */ -}}

{{- define "liqo.validation.LQ501" -}}
{{- $given := include "liqo.clusterId.given" . -}}
{{- if and $given (not (and (regexMatch "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$" $given) (le (len $given) 63))) -}}
LQ501 invalid-cluster-id: discovery.config.clusterID is {{ quote $given }}, but it becomes part of names in every peered cluster. Use up to 63 lower-case letters, digits and dashes, starting and ending with a letter or digit, e.g. discovery.config.clusterID: rome.
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ502" -}}
{{- $given := include "liqo.clusterId.given" . -}}
{{- $existing := include "liqo.clusterId.existing" . -}}
{{- if and $given $existing (ne $given $existing) -}}
LQ502 changed-cluster-id: discovery.config.clusterID is {{ quote $given }}, but the ID of this cluster is already {{ quote $existing }}, and its peers know it by that. Set discovery.config.clusterID: {{ $existing }} or leave it empty. To change the ID, unpeer the cluster and uninstall Liqo first.
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ503" -}}
{{- with .Values.nameOverride -}}
{{- if ne (toString .) "liqo" -}}
LQ503 invalid-name-override: nameOverride is {{ quote . }}, but Liqo's programs look up objects by names that begin with liqo-. Remove nameOverride.
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ504" -}}
{{- $aws := (.Values.authentication).awsConfig | default dict -}}
{{- $existing := eq (toString $aws.useExistingSecret) "true" -}}
{{- range $key := list "accessKeyId" "secretAccessKey" -}}
{{- $value := get $aws $key -}}
{{- $reference := "" -}}
{{- if kindIs "map" $value -}}
{{- $reference = and ($value.secretKeyRef).name ($value.secretKeyRef).key -}}
{{- end -}}
{{- if and $existing $value (not $reference) }}
LQ504 aws-secret-mismatch: authentication.awsConfig.useExistingSecret is true, but authentication.awsConfig.{{ $key }} does not name the Secret. Write it as a map: secretKeyRef with name and key.
{{ else if and (not $existing) (kindIs "map" $value) }}
LQ504 aws-secret-mismatch: authentication.awsConfig.{{ $key }} refers to a Secret, but authentication.awsConfig.useExistingSecret is false. Set authentication.awsConfig.useExistingSecret: true, or write the value itself.
{{ end -}}
{{- end -}}
{{- end -}}

{{- /* The maps that Liqo's programs take as one argument, as a JSON list of maps with path and map. */ -}}
{{- define "liqo.validation.argumentMaps" -}}
{{- $common := .Values.common | default dict -}}
{{- $maps := list
      (dict "path" "common.globalAnnotations" "map" $common.globalAnnotations)
      (dict "path" "common.globalLabels" "map" $common.globalLabels)
      (dict "path" "discovery.config.clusterLabels" "map" ((.Values.discovery).config).clusterLabels)
-}}
{{- $kubelets := dict "virtualKubelet" .Values.virtualKubelet -}}
{{- range $name, $own := (.Values.virtualKubelet).optionsTemplates -}}
{{- $_ := set $kubelets (include "liqo.optionsTemplates.path" $name) $own -}}
{{- end -}}
{{- range $path, $kubelet := $kubelets -}}
{{- range $kind := list "annotations" "labels" -}}
{{- $map := get ((($kubelet).virtualNode).extra | default dict) $kind -}}
{{- $maps = append $maps (dict "path" (printf "%s.virtualNode.extra.%s" $path $kind) "map" $map) -}}
{{- end -}}
{{- end -}}
{{ toJson $maps }}
{{- end -}}

{{- define "liqo.validation.LQ505" -}}
{{- range include "liqo.validation.argumentMaps" . | fromJsonArray -}}
{{- $path := .path -}}
{{- range $key, $value := .map | default dict }}
{{- if contains "," (toString $value) }}
LQ505 comma-in-map: {{ $path }} has the value {{ toString $value | quote }} for {{ quote $key }}, but Liqo's programs take this map as one argument and split it at every comma. Use a value without commas.
{{ end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ506" -}}
{{- if not (or (include "liqo.clusterId.known" .) (include "liqo.clusterId.mayBeNew" .)) -}}
{{- if include "liqo.cluster.reached" . -}}
LQ506 missing-cluster-id: discovery.config.clusterID is empty, and namespace {{ .Release.Namespace }} has lost the ConfigMap {{ include "liqo.names.clusterId" . }} that kept the ID. With a new ID, this would be another cluster to its peers. Set the ID that they know (on a peer, kubectl get foreignclusters shows it), e.g. discovery.config.clusterID: rome.
{{- else -}}
LQ506 missing-cluster-id: discovery.config.clusterID is empty, and this rendering has no access to the cluster to look it up: a new ID in every rendering would make it another cluster each time. Set the ID that its peers should know it by, e.g. discovery.config.clusterID: rome, or let Helm ask the cluster with --dry-run=server. If the cluster runs Liqo already, it has an ID: kubectl get configmap {{ include "liqo.names.clusterId" . }} -n {{ .Release.Namespace }} -o jsonpath={.data.CLUSTER_ID}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* Only for the upgrade that removes the module: objects left by an earlier one must not block every later upgrade. */ -}}
{{- define "liqo.validation.LQ507" -}}
{{- $runs := and .Release.IsUpgrade (lookup "apps/v1" "DaemonSet" .Release.Namespace (include "liqo.names.fullname" "fabric")) -}}
{{- if and $runs (not (include "liqo.modes.networking" .)) -}}
{{- with include "liqo.cluster.heldByNetworking" . | trim -}}
{{- $manager := printf "deployment %s -n %s liqo.io/uninstalling" (include "liqo.names.fullname" "controller-manager") $.Release.Namespace -}}
LQ507 networking-in-use: networking.enabled is false, but the networking module is in use in this cluster and holds these objects:
{{ . | indent 2 }}
Only its controllers remove their finalizers. Without the controllers these objects, their namespaces and a later helm uninstall would hang. While the controllers still run:
  1. disconnect the network of every peered cluster: liqoctl network reset --remote-kubeconfig PEER (or end the peering: liqoctl unpeer --remote-kubeconfig PEER)
  2. virtual kubelets lose their ServiceAccount with the gateway: kubectl annotate virtualnodes.offloading.liqo.io --all --all-namespaces --overwrite liqo.io/network=reset && kubectl delete pods --all-namespaces -l liqo.io/virtual-node
  3. prevent nodes from being re-added: kubectl annotate {{ $manager }}=true
  4. kubectl delete internalnodes.networking.liqo.io,ips.ipam.liqo.io,networks.ipam.liqo.io --all --all-namespaces
  5. repeat this upgrade, then run: kubectl annotate {{ $manager }}-
{{- end -}}
{{- end -}}
{{- end -}}
