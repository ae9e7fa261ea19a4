{{- /*
What the API server rejects although the schema accepts it: limits by type, and those of all values.
Generated from schema/ by `make generate`: change it there.
*/ -}}

{{- define "liqo.kubernetes.known" -}}
{
"types": {
"name": {
"pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
"maxLength": 253,
"expected": "a name of at most 253 lower-case letters, digits, dashes and dots"
},
"shortName": {
"pattern": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
"expected": "a name of at most 63 lower-case letters, digits and dashes"
},
"dataKey": {
"pattern": "^\\.?[-_a-zA-Z0-9][-._a-zA-Z0-9]{0,251}$",
"expected": "the key of a ConfigMap or Secret: letters, digits, dashes, underscores and dots"
},
"labelKey": {
"pattern": "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$",
"expected": "the key of a label, such as team or example.org/team"
},
"labelValue": {
"pattern": "^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$",
"expected": "the value of a label: at most 63 letters, digits, dashes, underscores and dots"
},
"relativePath": {
"pattern": "^(\\.?[^/.][^/]*|\\.)(/+([^/.][^/]*|\\.[^/.][^/]*|\\.\\.[^/]+|\\.))*/*$",
"expected": "a relative path without \"..\""
},
"subPath": {
"pattern": "^$|^([^/.][^/]*|\\.[^/.][^/]*|\\.\\.[^/]+|\\.)(/+([^/.][^/]*|\\.[^/.][^/]*|\\.\\.[^/]+|\\.))*/*$",
"expected": "a relative path without \"..\""
},
"count": {"maximum": 2147483647, "expected": "a number of at most 2147483647"},
"podCount": {"maximum": 2147483647, "expected": "a number of at most 2147483647"},
"countOrText": {"maximum": 2147483647, "expected": "a number of at most 2147483647"},
"fileMode": {"minimum": 0, "maximum": 511, "expected": "file permissions: a number from 0 to 511, which is 0777"},
"nonEmptyString": {"pattern": "^\\S(.*\\S)?$", "expected": "text without blanks at its ends"},
"credential": {
"properties": {
"secretKeyRef": {
"properties": {"name": {"type": "name"}, "key": {"type": "dataKey"}}
}
}
},
"resourceClaims": {"maxItems": 0, "expected": "an empty list, because the pods have no resourceClaims"},
"quantities": {
"keys": {
"pattern": "^(cpu|memory|ephemeral-storage|hugepages-[0-9]+([KMGTPE]i|[kMGTPE])?|[a-z0-9]([-a-z0-9.]*[a-z0-9])?/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)$",
"expected": "a resource: cpu, memory, ephemeral-storage, hugepages-SIZE, or one with a domain such as example.org/gpu"
},
"patterns": {
"/": {
"pattern": "^([0-9]+(\\.0*)?([kMGTPE]|[KMGTPE]i|[eE]\\+?[0-9]{1,2})?|[0-9]*000m)$",
"expected": "a whole number, because this resource cannot be divided"
}
}
},
"tolerations": {
"items": {
"properties": {
"key": {
"pattern": "^$|^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$",
"expected": "the key of a taint, such as team or example.org/team"
},
"operator": {"enum": ["", "Exists", "Equal"], "expected": "Exists or Equal"},
"value": {"type": "labelValue"},
"tolerationSeconds": {
"minimum": -9007199254740991,
"maximum": 9007199254740991,
"expected": "a number of seconds"
}
},
"rules": [
{
"if": {
"words": {"operator": ["Exists"]}
},
"then": {"empty": ["value"], "expected": "a toleration without value, because its operator is Exists"}
},
{
"if": {
"words": {"operator": ["", "Equal", "Gt", "Lt"]}
},
"then": {"given": ["key"], "expected": "a toleration with a key, or with operator Exists for all keys"}
},
{
"if": {"given": ["tolerationSeconds"]},
"then": {
"words": {"effect": ["NoExecute"]},
"expected": "a toleration with effect NoExecute, because it has tolerationSeconds"
}
}
]
}
},
"labelSelector": {
"properties": {
"matchLabels": {"keys": {"type": "labelKey"}, "values": {"type": "labelValue"}},
"matchExpressions": {"items": {"type": "requirement"}}
}
},
"requirement": {
"properties": {
"key": {"type": "labelKey"},
"values": {"items": {"type": "labelValue"}}
},
"rules": [
{
"if": {
"words": {"operator": ["In", "NotIn"]}
},
"then": {"given": ["values"], "expected": "a requirement with values, because its operator is In or NotIn"}
},
{
"if": {
"words": {"operator": ["Exists", "DoesNotExist"]}
},
"then": {
"empty": ["values"],
"expected": "a requirement without values, because its operator is Exists or DoesNotExist"
}
},
{
"if": {
"words": {"operator": ["Gt", "Lt"]}
},
"then": {"given": ["values"], "expected": "a requirement with a value, because its operator is Gt or Lt"}
},
{
"if": {
"words": {"operator": ["Gt", "Lt"]}
},
"then": {
"properties": {
"values": {
"maxItems": 1,
"expected": "one whole number, because the operator is Gt or Lt",
"items": {
"pattern": "^[-+]?[0-9]{1,18}$",
"expected": "a whole number, because the operator is Gt or Lt"
}
}
}
}
}
]
},
"nodeSelectorTerm": {
"properties": {
"matchExpressions": {"items": {"type": "requirement"}},
"matchFields": {
"items": {
"given": ["values"],
"expected": "a requirement with one name in values",
"properties": {
"key": {
"enum": ["metadata.name"],
"expected": "metadata.name, the only field that nodes are selected by"
},
"operator": {"enum": ["In", "NotIn"], "expected": "In or NotIn"},
"values": {"maxItems": 1, "expected": "a list of one name", "items": {"type": "name"}}
}
}
}
}
},
"podAffinityTerm": {
"properties": {
"labelSelector": {"type": "labelSelector"},
"namespaceSelector": {"type": "labelSelector"},
"namespaces": {"items": {"type": "shortName"}},
"topologyKey": {"type": "labelKey"},
"matchLabelKeys": {"items": {"type": "labelKey"}},
"mismatchLabelKeys": {"items": {"type": "labelKey"}}
},
"rules": [
{
"if": {"given": ["matchLabelKeys"]},
"then": {
"given": ["labelSelector"],
"expected": "a term with labelSelector, because it has matchLabelKeys or mismatchLabelKeys"
}
},
{
"if": {"given": ["mismatchLabelKeys"]},
"then": {
"given": ["labelSelector"],
"expected": "a term with labelSelector, because it has matchLabelKeys or mismatchLabelKeys"
}
}
]
},
"podAffinity": {
"properties": {
"requiredDuringSchedulingIgnoredDuringExecution": {"items": {"type": "podAffinityTerm"}},
"preferredDuringSchedulingIgnoredDuringExecution": {
"items": {
"properties": {"podAffinityTerm": {"type": "podAffinityTerm"}}
}
}
}
},
"affinity": {
"properties": {
"nodeAffinity": {
"properties": {
"requiredDuringSchedulingIgnoredDuringExecution": {
"given": ["nodeSelectorTerms"],
"expected": "a map with at least one of the nodeSelectorTerms",
"properties": {
"nodeSelectorTerms": {"items": {"type": "nodeSelectorTerm"}}
}
},
"preferredDuringSchedulingIgnoredDuringExecution": {
"items": {
"properties": {"preference": {"type": "nodeSelectorTerm"}}
}
}
}
},
"podAffinity": {"type": "podAffinity"},
"podAntiAffinity": {"type": "podAffinity"}
}
},
"networkPolicyPeers": {
"items": {
"properties": {"podSelector": {"type": "labelSelector"}, "namespaceSelector": {"type": "labelSelector"}},
"rules": [
{
"if": {"given": ["ipBlock"]},
"then": {
"absent": ["podSelector", "namespaceSelector"],
"expected": "a peer with an ipBlock alone, or with selectors"
}
},
{
"if": {"absent": ["ipBlock", "podSelector"]},
"then": {
"given": ["namespaceSelector"],
"expected": "a peer with a selector or an ipBlock; for all pods, write `namespaceSelector: {}`"
}
}
]
}
},
"topologySpread": {
"items": {
"properties": {
"maxSkew": {"type": "count"},
"topologyKey": {"pattern": ".", "expected": "the label of nodes, such as topology.kubernetes.io/zone"},
"labelSelector": {"type": "labelSelector"},
"matchLabelKeys": {"items": {"type": "labelKey"}},
"minDomains": {"type": "count"}
},
"rules": [
{
"if": {"given": ["minDomains"]},
"then": {
"words": {"whenUnsatisfiable": ["DoNotSchedule"]},
"expected": "a constraint with whenUnsatisfiable DoNotSchedule, because it has minDomains"
}
}
]
}
},
"keyReference": {
"properties": {"name": {"type": "name"}, "key": {"type": "dataKey"}}
},
"environment": {
"items": {
"properties": {
"name": {
"pattern": "^[ -<>-~]+$",
"expected": "the name of a variable: printable ASCII characters without ="
},
"valueFrom": {
"minEntries": 1,
"maxEntries": 1,
"expected": "exactly one source of the value, such as secretKeyRef",
"properties": {
"configMapKeyRef": {"type": "keyReference"},
"secretKeyRef": {"type": "keyReference"},
"fieldRef": {
"properties": {
"fieldPath": {
"pattern": "^(metadata\\.(name|namespace|uid|(labels|annotations)\\['([^'/]+/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?'\\])|spec\\.(nodeName|serviceAccountName)|status\\.(hostIPs?|podIPs?))$",
"expected": "a field that Kubernetes offers to variables, such as metadata.name or status.podIP"
},
"apiVersion": {"enum": ["", "v1"], "expected": "v1"}
}
},
"resourceFieldRef": {
"properties": {
"resource": {
"pattern": "^(limits|requests)\\.(cpu|memory|ephemeral-storage|hugepages-[A-Za-z0-9]+)$",
"expected": "a resource of the container, such as limits.memory"
}
},
"rules": [
{
"if": {
"words": {"resource": ["limits.cpu", "requests.cpu"]}
},
"then": {
"properties": {
"divisor": {
"enum": ["0", "1", "1m", "1000m"],
"expected": "1 or 1m, because the resource is the CPU"
}
}
}
},
{
"if": {
"words": {
"resource": [
"limits.memory",
"requests.memory",
"limits.ephemeral-storage",
"requests.ephemeral-storage"
]
}
},
"then": {
"properties": {
"divisor": {
"enum": [
"0",
"1",
"1k",
"1M",
"1G",
"1T",
"1P",
"1E",
"1Ki",
"1Mi",
"1Gi",
"1Ti",
"1Pi",
"1Ei"
],
"expected": "a unit of bytes, such as 1, 1M or 1Mi"
}
}
}
}
]
},
"fileKeyRef": {
"properties": {
"volumeName": {"type": "shortName"},
"path": {"type": "relativePath"},
"key": {
"pattern": "^[ -<>-~]+$",
"expected": "the name of a variable: printable ASCII characters without ="
}
}
}
}
}
},
"rules": [
{
"if": {"given": ["value"]},
"then": {"absent": ["valueFrom"], "expected": "a variable with value or valueFrom, not with both"}
}
]
}
},
"keysToPaths": {
"items": {
"fields": {"text": ["key", "path"], "number": ["mode", "user"]},
"given": ["key", "path"],
"expected": "a map with key and path",
"properties": {"key": {"type": "dataKey"}, "path": {"type": "relativePath"}, "mode": {"type": "fileMode"}}
}
},
"lun": {"minimum": 0, "maximum": 255, "expected": "a number from 0 to 255"},
"partition": {"minimum": 0, "maximum": 255, "expected": "a number from 0 to 255"},
"localSecret": {
"fields": {"text": ["name"]},
"given": ["name"],
"expected": "a map with the name of a Secret"
},
"secretName": {
"fields": {"text": ["name"]}
},
"iscsiName": {
"pattern": "^(iqn\\.[0-9]{4}-[0-9]{2}\\.[-.A-Za-z0-9]+:[^,;*&\\x24|\\s]+|eui.[A-Za-z0-9]{16}|naa.[A-Za-z0-9]{32})$",
"expected": "the name of an iSCSI node, such as iqn.2026-01.org.example:storage"
},
"downwardItems": {
"items": {
"fields": {"text": ["path"], "number": ["mode", "user"], "map": ["fieldRef", "resourceFieldRef"]},
"given": ["path"],
"expected": "a map with a path, and with fieldRef or resourceFieldRef",
"properties": {
"path": {"type": "relativePath"},
"mode": {"type": "fileMode"},
"fieldRef": {
"fields": {"text": ["fieldPath", "apiVersion"]},
"given": ["fieldPath"],
"expected": "a map with fieldPath",
"properties": {
"fieldPath": {
"pattern": "^metadata\\.(name|namespace|uid|labels|annotations|(labels|annotations)\\['([^'/]+/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?'\\])$",
"expected": "a field that Kubernetes offers to volumes, such as metadata.name or metadata.labels"
},
"apiVersion": {"enum": ["", "v1"], "expected": "v1"}
}
},
"resourceFieldRef": {
"fields": {"text": ["containerName", "resource"], "quantity": ["divisor"]},
"given": ["containerName", "resource"],
"expected": "a map with containerName and resource",
"properties": {
"resource": {
"pattern": "^(limits|requests)\\.(cpu|memory|ephemeral-storage|hugepages-[A-Za-z0-9]+)$",
"expected": "a resource of a container, such as limits.memory"
},
"divisor": {
"pattern": "^([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$",
"expected": "a quantity, such as 1, 1m or 1Mi"
}
}
}
},
"rules": [
{
"if": {"given": ["fieldRef"]},
"then": {
"absent": ["resourceFieldRef"],
"expected": "a map with fieldRef or resourceFieldRef, not with both"
}
},
{
"if": {"absent": ["fieldRef"]},
"then": {"given": ["resourceFieldRef"], "expected": "a map with fieldRef or resourceFieldRef"}
}
]
}
},
"projectedSources": {
"items": {
"fields": {
"map": ["configMap", "secret", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate"]
},
"maxEntries": 1,
"expected": "a map with one source",
"properties": {
"configMap": {
"fields": {"text": ["name"], "maps": ["items"], "boolean": ["optional"]},
"given": ["name"],
"expected": "a map with a name",
"properties": {"items": {"type": "keysToPaths"}}
},
"secret": {
"fields": {"text": ["name"], "maps": ["items"], "boolean": ["optional"]},
"given": ["name"],
"expected": "a map with a name",
"properties": {"items": {"type": "keysToPaths"}}
},
"downwardAPI": {
"fields": {"maps": ["items"]},
"properties": {"items": {"type": "downwardItems"}}
},
"serviceAccountToken": {
"fields": {"text": ["path", "audience"], "number": ["expirationSeconds", "user"]},
"given": ["path"],
"expected": "a map with a path",
"properties": {
"path": {"type": "relativePath"},
"expirationSeconds": {
"minimum": 600,
"maximum": 4294967296,
"expected": "a number of seconds from 600 on"
}
}
}
}
}
},
"claimTemplate": {
"fields": {"map": ["metadata", "spec"]},
"given": ["spec"],
"expected": "a map with a spec",
"properties": {
"spec": {
"fields": {
"texts": ["accessModes"],
"map": ["resources", "selector", "dataSource", "dataSourceRef"],
"text": ["storageClassName", "volumeAttributesClassName", "volumeMode", "volumeName"]
},
"given": ["accessModes", "resources"],
"expected": "a map with accessModes and resources",
"properties": {
"accessModes": {
"items": {
"enum": ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"],
"expected": "an access mode, such as ReadWriteOnce"
}
},
"volumeMode": {"enum": ["Filesystem", "Block"], "expected": "Filesystem or Block"},
"selector": {"type": "labelSelector"},
"resources": {
"fields": {"map": ["limits", "requests"]},
"given": ["requests"],
"expected": "a map with requests, in which storage is the size",
"properties": {
"requests": {
"given": ["storage"],
"expected": "a map with storage, which is the size",
"values": {
"pattern": "^([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$",
"expected": "a quantity, such as 8Gi"
}
}
}
}
}
}
}
},
"volumes": {
"items": {
"maxEntries": 2,
"expected": "a volume with its name and one source",
"properties": {
"name": {"type": "shortName"},
"configMap": {
"given": ["name"],
"expected": "a map with the name of a ConfigMap",
"properties": {"items": {"type": "keysToPaths"}, "defaultMode": {"type": "fileMode"}}
},
"secret": {
"given": ["secretName"],
"expected": "a map with the secretName of a Secret",
"properties": {"items": {"type": "keysToPaths"}, "defaultMode": {"type": "fileMode"}}
},
"persistentVolumeClaim": {
"properties": {"claimName": {"pattern": ".", "expected": "the name of a PersistentVolumeClaim"}}
},
"hostPath": {
"properties": {
"path": {
"pattern": "^/*([^/.][^/]*|\\.[^/.][^/]*|\\.\\.[^/]+|\\.)(/+([^/.][^/]*|\\.[^/.][^/]*|\\.\\.[^/]+|\\.))*/*$|^/+$",
"expected": "a path without \"..\""
},
"type": {
"enum": [
"",
"DirectoryOrCreate",
"Directory",
"FileOrCreate",
"File",
"Socket",
"CharDevice",
"BlockDevice"
],
"expected": "a type of files, such as Directory or File"
}
}
},
"awsElasticBlockStore": {
"fields": {"text": ["volumeID", "fsType"], "number": ["partition"], "boolean": ["readOnly"]},
"given": ["volumeID"],
"expected": "a map with volumeID",
"properties": {"partition": {"type": "partition"}}
},
"azureDisk": {
"fields": {"text": ["cachingMode", "diskName", "diskURI", "fsType", "kind"], "boolean": ["readOnly"]},
"given": ["diskName", "diskURI"],
"expected": "a map with diskName and diskURI",
"properties": {
"cachingMode": {"enum": ["None", "ReadOnly", "ReadWrite"], "expected": "None, ReadOnly or ReadWrite"},
"kind": {"enum": ["Shared", "Dedicated", "Managed"], "expected": "Shared, Dedicated or Managed"}
},
"rules": [
{
"if": {
"words": {"kind": ["Managed"]}
},
"then": {
"properties": {
"diskURI": {"pattern": "^/subscriptions/", "expected": "the ID of a disk: /subscriptions/…"}
}
}
},
{
"if": {
"words": {"kind": ["", "Shared", "Dedicated"]}
},
"then": {
"properties": {"diskURI": {"pattern": "^https://", "expected": "the address of a blob: https://…"}}
}
}
]
},
"azureFile": {
"fields": {"text": ["secretName", "shareName"], "boolean": ["readOnly"]},
"given": ["secretName", "shareName"],
"expected": "a map with secretName and shareName"
},
"cephfs": {
"fields": {
"texts": ["monitors"],
"text": ["path", "secretFile", "user"],
"map": ["secretRef"],
"boolean": ["readOnly"]
},
"given": ["monitors"],
"expected": "a map with monitors",
"properties": {"secretRef": {"type": "secretName"}}
},
"cinder": {
"fields": {"text": ["volumeID", "fsType"], "map": ["secretRef"], "boolean": ["readOnly"]},
"given": ["volumeID"],
"expected": "a map with volumeID",
"properties": {"secretRef": {"type": "localSecret"}}
},
"csi": {
"fields": {
"text": ["driver", "fsType"],
"textMap": ["volumeAttributes"],
"map": ["nodePublishSecretRef"],
"boolean": ["readOnly"]
},
"given": ["driver"],
"expected": "a map with the driver",
"properties": {
"driver": {
"pattern": "^[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)*$",
"maxLength": 63,
"expected": "the name of a driver: at most 63 letters, digits, dashes and dots"
},
"nodePublishSecretRef": {
"fields": {"text": ["name"]},
"given": ["name"],
"expected": "a map with the name of a Secret",
"properties": {"name": {"type": "name"}}
}
}
},
"downwardAPI": {
"fields": {"maps": ["items"], "number": ["defaultMode", "defaultUser"]},
"properties": {"items": {"type": "downwardItems"}, "defaultMode": {"type": "fileMode"}}
},
"ephemeral": {
"fields": {"map": ["volumeClaimTemplate"]},
"given": ["volumeClaimTemplate"],
"expected": "a map with a volumeClaimTemplate",
"properties": {"volumeClaimTemplate": {"type": "claimTemplate"}}
},
"fc": {
"fields": {
"texts": ["targetWWNs", "wwids"],
"number": ["lun"],
"text": ["fsType"],
"boolean": ["readOnly"]
},
"rules": [
{
"if": {"given": ["targetWWNs"]},
"then": {"empty": ["wwids"], "expected": "a map with targetWWNs or wwids, not with both"}
},
{
"if": {"given": ["targetWWNs"]},
"then": {"given": ["lun"], "expected": "a map with lun, because it has targetWWNs"}
},
{
"if": {"empty": ["targetWWNs"]},
"then": {"given": ["wwids"], "expected": "a map with targetWWNs and lun, or with wwids"}
}
],
"properties": {"lun": {"type": "lun"}}
},
"flexVolume": {
"fields": {
"text": ["driver", "fsType"],
"textMap": ["options"],
"map": ["secretRef"],
"boolean": ["readOnly"]
},
"given": ["driver"],
"expected": "a map with the driver",
"properties": {"secretRef": {"type": "secretName"}}
},
"flocker": {
"fields": {"text": ["datasetName", "datasetUUID"]},
"rules": [
{
"if": {"given": ["datasetName"]},
"then": {"empty": ["datasetUUID"], "expected": "a map with datasetName or datasetUUID, not with both"}
},
{
"if": {"empty": ["datasetName"]},
"then": {"given": ["datasetUUID"], "expected": "a map with datasetName or datasetUUID"}
}
],
"properties": {"datasetName": {"pattern": "^[^/]*$", "expected": "text without a slash"}}
},
"gcePersistentDisk": {
"fields": {"text": ["pdName", "fsType"], "number": ["partition"], "boolean": ["readOnly"]},
"given": ["pdName"],
"expected": "a map with pdName",
"properties": {"partition": {"type": "partition"}}
},
"gitRepo": {
"fields": {"text": ["repository", "revision", "directory"]},
"given": ["repository"],
"expected": "a map with the repository"
},
"glusterfs": {
"fields": {"text": ["endpoints", "path"], "boolean": ["readOnly"]},
"given": ["endpoints", "path"],
"expected": "a map with endpoints and path"
},
"image": {
"fields": {"text": ["reference", "pullPolicy"]},
"given": ["reference"],
"expected": "a map with the reference of an image",
"properties": {
"pullPolicy": {"enum": ["Always", "Never", "IfNotPresent"], "expected": "Always, Never or IfNotPresent"}
}
},
"iscsi": {
"fields": {
"text": ["targetPortal", "iqn", "fsType", "initiatorName", "iscsiInterface"],
"number": ["lun"],
"texts": ["portals"],
"map": ["secretRef"],
"boolean": ["readOnly", "chapAuthDiscovery", "chapAuthSession"]
},
"given": ["targetPortal", "iqn", "lun"],
"expected": "a map with targetPortal, iqn and lun",
"properties": {
"iqn": {"type": "iscsiName"},
"initiatorName": {"type": "iscsiName"},
"lun": {"type": "lun"},
"secretRef": {"type": "localSecret"}
},
"rules": [
{
"if": {
"words": {"chapAuthDiscovery": ["true"]}
},
"then": {"given": ["secretRef"], "expected": "a map with secretRef, because it uses CHAP"}
},
{
"if": {
"words": {"chapAuthSession": ["true"]}
},
"then": {"given": ["secretRef"], "expected": "a map with secretRef, because it uses CHAP"}
}
]
},
"nfs": {
"fields": {"text": ["server", "path"], "boolean": ["readOnly"]},
"given": ["server", "path"],
"expected": "a map with server and path",
"properties": {"path": {"pattern": "^/", "expected": "an absolute path"}}
},
"photonPersistentDisk": {
"fields": {"text": ["pdID", "fsType"]},
"given": ["pdID"],
"expected": "a map with pdID"
},
"portworxVolume": {
"fields": {"text": ["volumeID", "fsType"], "boolean": ["readOnly"]},
"given": ["volumeID"],
"expected": "a map with volumeID"
},
"projected": {
"fields": {"maps": ["sources"], "number": ["defaultMode", "defaultUser"]},
"properties": {"sources": {"type": "projectedSources"}, "defaultMode": {"type": "fileMode"}}
},
"quobyte": {
"fields": {"text": ["registry", "volume", "user", "group", "tenant"], "boolean": ["readOnly"]},
"given": ["registry", "volume"],
"expected": "a map with registry and volume",
"properties": {
"registry": {
"pattern": "^(\\[[^\\[\\]]*\\]|[^:,\\[\\]]*):[^:,\\[\\]]*(,(\\[[^\\[\\]]*\\]|[^:,\\[\\]]*):[^:,\\[\\]]*)*$",
"expected": "hosts with their ports, such as quobyte:7861"
},
"tenant": {"maxLength": 64, "expected": "a UUID"}
}
},
"rbd": {
"fields": {
"texts": ["monitors"],
"text": ["image", "fsType", "pool", "user", "keyring"],
"map": ["secretRef"],
"boolean": ["readOnly"]
},
"given": ["monitors", "image"],
"expected": "a map with monitors and image",
"properties": {"secretRef": {"type": "secretName"}}
},
"scaleIO": {
"fields": {
"text": ["gateway", "system", "volumeName", "fsType", "protectionDomain", "storageMode", "storagePool"],
"map": ["secretRef"],
"boolean": ["readOnly", "sslEnabled"]
},
"given": ["gateway", "system", "volumeName"],
"expected": "a map with gateway, system and volumeName",
"properties": {"secretRef": {"type": "secretName"}}
},
"storageos": {
"fields": {
"text": ["volumeName", "volumeNamespace", "fsType"],
"map": ["secretRef"],
"boolean": ["readOnly"]
},
"given": ["volumeName"],
"expected": "a map with volumeName",
"properties": {
"volumeName": {"type": "shortName"},
"volumeNamespace": {"type": "shortName"},
"secretRef": {"type": "localSecret"}
}
},
"vsphereVolume": {
"fields": {"text": ["volumePath", "fsType", "storagePolicyID", "storagePolicyName"]},
"given": ["volumePath"],
"expected": "a map with volumePath"
}
}
}
},
"volumeMounts": {
"items": {
"properties": {
"name": {"type": "shortName"},
"mountPath": {"pattern": ".", "expected": "a path"},
"subPath": {"type": "subPath"},
"subPathExpr": {"type": "subPath"},
"recursiveReadOnly": {
"enum": ["Disabled", "IfPossible", "Enabled"],
"expected": "Disabled, IfPossible or Enabled"
}
},
"rules": [
{
"if": {"given": ["subPath"]},
"then": {"empty": ["subPathExpr"], "expected": "a mount with subPath or subPathExpr, not with both"}
},
{
"if": {
"words": {"recursiveReadOnly": ["IfPossible", "Enabled"]}
},
"then": {
"words": {"readOnly": ["true"], "mountPropagation": ["", "None"]},
"expected": "a mount with readOnly and without mountPropagation, because it has recursiveReadOnly"
}
}
]
}
},
"seccompProfile": {
"properties": {"localhostProfile": {"type": "subPath"}},
"rules": [
{
"if": {
"words": {"type": ["Localhost"]}
},
"then": {
"given": ["localhostProfile"],
"expected": "a profile with localhostProfile, because its type is Localhost"
}
},
{
"if": {
"words": {"type": ["RuntimeDefault", "Unconfined"]}
},
"then": {
"absent": ["localhostProfile"],
"expected": "a profile without localhostProfile, or of type Localhost"
}
}
]
},
"appArmorProfile": {
"properties": {"localhostProfile": {"type": "nonEmptyString"}},
"rules": [
{
"if": {
"words": {"type": ["Localhost"]}
},
"then": {
"given": ["localhostProfile"],
"expected": "a profile with localhostProfile, because its type is Localhost"
}
},
{
"if": {
"words": {"type": ["RuntimeDefault", "Unconfined"]}
},
"then": {
"absent": ["localhostProfile"],
"expected": "a profile without localhostProfile, or of type Localhost"
}
}
]
},
"windowsOptions": {
"properties": {
"gmsaCredentialSpecName": {"type": "name"},
"gmsaCredentialSpec": {"pattern": ".", "expected": "text that is not empty"},
"runAsUserName": {
"pattern": "^([^\"/\\\\:;|=,+*?<>@\\[\\]]+\\\\)?[^\"/\\\\:;|=,+*?<>@\\[\\]]*[^\"/\\\\:;|=,+*?<>@\\[\\]. ][^\"/\\\\:;|=,+*?<>@\\[\\]]*$",
"expected": "the name of a user, with or without a domain"
},
"hostProcess": {"enum": ["false"], "expected": "false, because pods of the chart do not run on Windows"}
}
},
"podSecurityContext": {
"properties": {
"runAsUser": {"type": "count"},
"runAsGroup": {"type": "count"},
"seccompProfile": {"type": "seccompProfile"},
"appArmorProfile": {"type": "appArmorProfile"},
"windowsOptions": {"type": "windowsOptions"},
"fsGroup": {"type": "count"},
"supplementalGroups": {"items": {"type": "count"}},
"sysctls": {
"items": {
"properties": {
"name": {
"pattern": "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$",
"expected": "the name of a kernel parameter, such as net.core.somaxconn"
}
}
}
}
}
},
"containerSecurityContext": {
"properties": {
"runAsUser": {"type": "count"},
"runAsGroup": {"type": "count"},
"seccompProfile": {"type": "seccompProfile"},
"appArmorProfile": {"type": "appArmorProfile"},
"windowsOptions": {"type": "windowsOptions"},
"procMount": {"enum": ["Default"], "expected": "Default, because the pods have no user namespace"}
},
"rules": [
{
"if": {
"words": {"allowPrivilegeEscalation": ["false"]}
},
"then": {
"properties": {
"capabilities": {
"properties": {
"add": {
"items": {
"excluded": ["CAP_SYS_ADMIN"],
"expected": "a capability other than CAP_SYS_ADMIN, because `allowPrivilegeEscalation` is false"
}
}
}
}
}
}
},
{
"if": {
"words": {"privileged": ["true"]}
},
"then": {
"words": {"allowPrivilegeEscalation": ["", "true"]},
"expected": "a context without `allowPrivilegeEscalation: false`, because `privileged` is true"
}
}
]
}
},
"values": {
"properties": {
"liqo-crds": {
"properties": {
"crdUpgrade": {
"properties": {
"image": {
"properties": {"name": {"type": "nonEmptyString"}}
},
"pod": {
"properties": {
"resources": {
"properties": {
"limits": {"type": "quantities"},
"requests": {"type": "quantities"},
"claims": {"type": "resourceClaims"}
}
},
"tolerations": {"type": "tolerations"},
"affinity": {"type": "affinity"},
"topologySpreadConstraints": {"type": "topologySpread"},
"extraEnv": {"type": "environment"},
"extraVolumes": {"type": "volumes"},
"extraVolumeMounts": {"type": "volumeMounts"},
"securityContext": {"type": "podSecurityContext"},
"containerSecurityContext": {"type": "containerSecurityContext"}
}
}
}
}
}
},
"networking": {
"properties": {
"gateway": {
"properties": {
"mssclamp": {
"properties": {"value": {"type": "countOrText"}}
}
}
},
"gatewayTemplates": {
"properties": {
"replicas": {"type": "count"},
"ping": {
"properties": {"lossThreshold": {"type": "count"}}
},
"pod": {
"properties": {
"tolerations": {"type": "tolerations"},
"affinity": {"type": "affinity"},
"topologySpreadConstraints": {"type": "topologySpread"},
"extraEnv": {"type": "environment"},
"extraVolumes": {"type": "volumes"},
"extraVolumeMounts": {"type": "volumeMounts"},
"securityContext": {"type": "podSecurityContext"},
"containerSecurityContext": {"type": "containerSecurityContext"}
}
},
"container": {
"properties": {
"gateway": {
"properties": {
"image": {
"properties": {"name": {"type": "nonEmptyString"}}
},
"resources": {
"properties": {
"limits": {"type": "quantities"},
"requests": {"type": "quantities"},
"claims": {"type": "resourceClaims"}
}
}
}
},
"wireguard": {
"properties": {
"image": {
"properties": {"name": {"type": "nonEmptyString"}}
},
"resources": {
"properties": {
"limits": {"type": "quantities"},
"requests": {"type": "quantities"},
"claims": {"type": "resourceClaims"}
}
}
}
},
"geneve": {
"properties": {
"image": {
"properties": {"name": {"type": "nonEmptyString"}}
},
"resources": {
"properties": {
"limits": {"type": "quantities"},
"requests": {"type": "quantities"},
"claims": {"type": "resourceClaims"}
}
}
}
}
}
}
}
},
"fabric": {
"properties": {
"pod": {
"properties": {
"resources": {
"properties": {
"limits": {"type": "quantities"},
"requests": {"type": "quantities"},
"claims": {"type": "resourceClaims"}
}
},
"extraEnv": {"type": "environment"},
"extraVolumes": {"type": "volumes"},
"extraVolumeMounts": {"type": "volumeMounts"},
"securityContext": {"type": "podSecurityContext"},
"containerSecurityContext": {"type": "containerSecurityContext"}
}
},
"image": {
"properties": {"name": {"type": "nonEmptyString"}}
},
"affinity": {"type": "affinity"},
"tolerations": {"type": "tolerations"},
"config": {
"properties": {"routeConfigurationRulePriority": {"type": "countOrText"}}
}
}
}
}
},
"authentication": {
"properties": {
"awsConfig": {
"properties": {"accessKeyId": {"type": "credential"}, "secretAccessKey": {"type": "credential"}}
}
}
},
"offloading": {
"properties": {
"runtimeClass": {
"properties": {
"tolerations": {
"properties": {"tolerations": {"type": "tolerations"}}
}
}
},
"reflection": {
"properties": {
"pod": {
"properties": {"workers": {"type": "count"}}
},
"service": {
"properties": {"workers": {"type": "count"}}
},
"endpointslice": {
"properties": {"workers": {"type": "count"}}
},
"ingress": {
"properties": {"workers": {"type": "count"}}
},
"configmap": {
"properties": {"workers": {"type": "count"}}
},
"secret": {
"properties": {"workers": {"type": "count"}}
},
"serviceaccount": {
"properties": {"workers": {"type": "count"}}
},
"persistentvolumeclaim": {
"properties": {"workers": {"type": "count"}}
},
"event": {
"properties": {"workers": {"type": "count"}}
}
}
}
}
},
"common": {
"properties": {
"tolerations": {"type": "tolerations"},
"affinity": {"type": "affinity"},
"topologySpreadConstraints": {"type": "topologySpread"}
}
},
"controllerManager": {
"properties": {
"replicas": {"type": "count"},
"pod": {
"properties": {
"resources": {
"properties": {
"limits": {"type": "quantities"},
"requests": {"type": "quantities"},
"claims": {"type": "resourceClaims"}
}
},
"tolerations": {"type": "tolerations"},
"affinity": {"type": "affinity"},
"topologySpreadConstraints": {"type": "topologySpread"},
"extraEnv": {"type": "environment"},
"extraVolumes": {"type": "volumes"},
"extraVolumeMounts": {"type": "volumeMounts"},
"securityContext": {"type": "podSecurityContext"},
"containerSecurityContext": {"type": "containerSecurityContext"}
}
},
"podDisruptionBudget": {
"properties": {"minAvailable": {"type": "podCount"}, "maxUnavailable": {"type": "podCount"}}
},
"image": {
"properties": {"name": {"type": "nonEmptyString"}}
}
}
},
"webhook": {
"properties": {
"replicas": {"type": "count"},
"pod": {
"properties": {
"resources": {
"properties": {
"limits": {"type": "quantities"},
"requests": {"type": "quantities"},
"claims": {"type": "resourceClaims"}
}
},
"tolerations": {"type": "tolerations"},
"affinity": {"type": "affinity"},
"topologySpreadConstraints": {"type": "topologySpread"},
"extraEnv": {"type": "environment"},
"extraVolumes": {"type": "volumes"},
"extraVolumeMounts": {"type": "volumeMounts"},
"securityContext": {"type": "podSecurityContext"},
"containerSecurityContext": {"type": "containerSecurityContext"}
}
},
"podDisruptionBudget": {
"properties": {"minAvailable": {"type": "podCount"}, "maxUnavailable": {"type": "podCount"}}
},
"image": {
"properties": {"name": {"type": "nonEmptyString"}}
}
}
},
"ipam": {
"properties": {
"internal": {
"properties": {
"image": {
"properties": {"name": {"type": "nonEmptyString"}}
},
"replicas": {"type": "count"},
"pod": {
"properties": {
"resources": {
"properties": {
"limits": {"type": "quantities"},
"requests": {"type": "quantities"},
"claims": {"type": "resourceClaims"}
}
},
"tolerations": {"type": "tolerations"},
"affinity": {"type": "affinity"},
"topologySpreadConstraints": {"type": "topologySpread"},
"extraEnv": {"type": "environment"},
"extraVolumes": {"type": "volumes"},
"extraVolumeMounts": {"type": "volumeMounts"},
"securityContext": {"type": "podSecurityContext"},
"containerSecurityContext": {"type": "containerSecurityContext"}
}
},
"podDisruptionBudget": {
"properties": {"minAvailable": {"type": "podCount"}, "maxUnavailable": {"type": "podCount"}}
}
}
}
}
},
"crdReplicator": {
"properties": {
"pod": {
"properties": {
"resources": {
"properties": {
"limits": {"type": "quantities"},
"requests": {"type": "quantities"},
"claims": {"type": "resourceClaims"}
}
},
"tolerations": {"type": "tolerations"},
"affinity": {"type": "affinity"},
"topologySpreadConstraints": {"type": "topologySpread"},
"extraEnv": {"type": "environment"},
"extraVolumes": {"type": "volumes"},
"extraVolumeMounts": {"type": "volumeMounts"},
"securityContext": {"type": "podSecurityContext"},
"containerSecurityContext": {"type": "containerSecurityContext"}
}
},
"podDisruptionBudget": {
"properties": {"minAvailable": {"type": "podCount"}, "maxUnavailable": {"type": "podCount"}}
},
"image": {
"properties": {"name": {"type": "nonEmptyString"}}
}
}
},
"metricAgent": {
"properties": {
"pod": {
"properties": {
"resources": {
"properties": {
"limits": {"type": "quantities"},
"requests": {"type": "quantities"},
"claims": {"type": "resourceClaims"}
}
},
"tolerations": {"type": "tolerations"},
"affinity": {"type": "affinity"},
"topologySpreadConstraints": {"type": "topologySpread"},
"extraEnv": {"type": "environment"},
"extraVolumes": {"type": "volumes"},
"extraVolumeMounts": {"type": "volumeMounts"},
"securityContext": {"type": "podSecurityContext"},
"containerSecurityContext": {"type": "containerSecurityContext"}
}
},
"podDisruptionBudget": {
"properties": {"minAvailable": {"type": "podCount"}, "maxUnavailable": {"type": "podCount"}}
},
"image": {
"properties": {"name": {"type": "nonEmptyString"}}
},
"initContainer": {
"properties": {
"image": {
"properties": {"name": {"type": "nonEmptyString"}}
}
}
}
}
},
"telemetry": {
"properties": {
"pod": {
"properties": {
"resources": {
"properties": {
"limits": {"type": "quantities"},
"requests": {"type": "quantities"},
"claims": {"type": "resourceClaims"}
}
},
"tolerations": {"type": "tolerations"},
"affinity": {"type": "affinity"},
"topologySpreadConstraints": {"type": "topologySpread"},
"extraEnv": {"type": "environment"},
"extraVolumes": {"type": "volumes"},
"extraVolumeMounts": {"type": "volumeMounts"},
"securityContext": {"type": "podSecurityContext"},
"containerSecurityContext": {"type": "containerSecurityContext"}
}
},
"image": {
"properties": {"name": {"type": "nonEmptyString"}}
}
}
},
"virtualKubelet": {
"properties": {
"replicas": {"type": "count"},
"image": {
"properties": {"name": {"type": "nonEmptyString"}}
},
"extra": {
"properties": {
"resources": {
"properties": {
"limits": {"type": "quantities"},
"requests": {"type": "quantities"},
"claims": {"type": "resourceClaims"}
}
},
"tolerations": {"type": "tolerations"}
}
},
"optionsTemplates": {
"values": {
"properties": {
"replicas": {"type": "count"},
"image": {
"properties": {"name": {"type": "nonEmptyString"}}
},
"extra": {
"properties": {
"resources": {
"properties": {
"limits": {"type": "quantities"},
"requests": {"type": "quantities"},
"claims": {"type": "resourceClaims"}
}
},
"tolerations": {"type": "tolerations"}
}
},
"reflection": {
"properties": {
"pod": {
"properties": {"workers": {"type": "count"}}
},
"service": {
"properties": {"workers": {"type": "count"}}
},
"endpointslice": {
"properties": {"workers": {"type": "count"}}
},
"ingress": {
"properties": {"workers": {"type": "count"}}
},
"configmap": {
"properties": {"workers": {"type": "count"}}
},
"secret": {
"properties": {"workers": {"type": "count"}}
},
"serviceaccount": {
"properties": {"workers": {"type": "count"}}
},
"persistentvolumeclaim": {
"properties": {"workers": {"type": "count"}}
},
"event": {
"properties": {"workers": {"type": "count"}}
}
}
}
}
}
}
}
},
"uninstaller": {
"properties": {
"pod": {
"properties": {
"resources": {
"properties": {
"limits": {"type": "quantities"},
"requests": {"type": "quantities"},
"claims": {"type": "resourceClaims"}
}
},
"tolerations": {"type": "tolerations"},
"affinity": {"type": "affinity"},
"topologySpreadConstraints": {"type": "topologySpread"},
"extraEnv": {"type": "environment"},
"extraVolumes": {"type": "volumes"},
"extraVolumeMounts": {"type": "volumeMounts"},
"securityContext": {"type": "podSecurityContext"},
"containerSecurityContext": {"type": "containerSecurityContext"}
}
},
"image": {
"properties": {"name": {"type": "nonEmptyString"}}
}
}
},
"proxy": {
"properties": {
"replicas": {"type": "count"},
"pod": {
"properties": {
"resources": {
"properties": {
"limits": {"type": "quantities"},
"requests": {"type": "quantities"},
"claims": {"type": "resourceClaims"}
}
},
"tolerations": {"type": "tolerations"},
"affinity": {"type": "affinity"},
"topologySpreadConstraints": {"type": "topologySpread"},
"extraEnv": {"type": "environment"},
"extraVolumes": {"type": "volumes"},
"extraVolumeMounts": {"type": "volumeMounts"},
"securityContext": {"type": "podSecurityContext"},
"containerSecurityContext": {"type": "containerSecurityContext"}
}
},
"podDisruptionBudget": {
"properties": {"minAvailable": {"type": "podCount"}, "maxUnavailable": {"type": "podCount"}}
},
"image": {
"properties": {"name": {"type": "nonEmptyString"}}
}
}
},
"networkPolicies": {
"properties": {"metricsFrom": {"type": "networkPolicyPeers"}}
},
"helmTest": {
"properties": {
"image": {
"properties": {"name": {"type": "nonEmptyString"}, "version": {"type": "nonEmptyString"}}
},
"pod": {
"properties": {
"resources": {
"properties": {
"limits": {"type": "quantities"},
"requests": {"type": "quantities"},
"claims": {"type": "resourceClaims"}
}
},
"tolerations": {"type": "tolerations"},
"affinity": {"type": "affinity"},
"topologySpreadConstraints": {"type": "topologySpread"},
"extraEnv": {"type": "environment"},
"extraVolumes": {"type": "volumes"},
"extraVolumeMounts": {"type": "volumeMounts"},
"securityContext": {"type": "podSecurityContext"},
"containerSecurityContext": {"type": "containerSecurityContext"}
}
}
}
}
}
}
}
{{- end -}}
