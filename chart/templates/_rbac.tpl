{{- /* Accounts and bindings; the rules stand beside the component that uses them. */ -}}

{{- /* A ServiceAccount. Arguments: root, short name. */ -}}
{{- define "liqo.rbac.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "liqo.names.of" (index . 1) }}
  labels:
    {{- include "liqo.labels.object" . | nindent 4 }}
{{- end -}}

{{- /*
What stands between the `metadata:` of a binding and its end. Arguments as a map: root, kind (of the role), role and
account (short names).
*/ -}}
{{- define "liqo.rbac.grant" -}}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: {{ .kind }}
  name: {{ include "liqo.names.of" .role }}
subjects:
  - kind: ServiceAccount
    name: {{ include "liqo.names.of" .account }}
    namespace: {{ .root.Release.Namespace }}
{{- end -}}

{{- /*
A ClusterRoleBinding. Arguments as a map: root, role and account (short names), labels (short name of the object
that the labels are about), and binding (short name) where it differs from the role.
*/ -}}
{{- define "liqo.rbac.clusterRoleBinding" -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: {{ include "liqo.names.of" (.binding | default .role) }}
  labels:
    {{- include "liqo.labels.object" (list .root (.labels | default .role)) | nindent 4 }}
{{ include "liqo.rbac.grant" (dict "root" .root "kind" "ClusterRole" "role" .role "account" .account) }}
{{- end -}}

{{- /* A RoleBinding in the namespace of the release, between the Role and the account of the same name. Arguments: root, short name. */ -}}
{{- define "liqo.rbac.roleBinding" -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {{ include "liqo.names.of" (index . 1) }}
  labels:
    {{- include "liqo.labels.object" . | nindent 4 }}
{{ include "liqo.rbac.grant" (dict "root" (index . 0) "kind" "Role" "role" (index . 1) "account" (index . 1)) }}
{{- end -}}

{{- /* The metadata of a ClusterRole or a Role. Arguments: root, short name. */ -}}
{{- define "liqo.rbac.metadata" -}}
name: {{ include "liqo.names.of" (index . 1) }}
labels:
  {{- include "liqo.labels.object" . | nindent 2 }}
{{- end -}}

{{- /* The rule that lets an account use SecurityContextConstraints of OpenShift. Argument: their names. */ -}}
{{- define "liqo.rbac.securityContextConstraints" -}}
- apiGroups: [security.openshift.io]
  resources: [securitycontextconstraints]
  resourceNames:
    {{- toYaml . | nindent 4 }}
  verbs: [use]
{{- end -}}
