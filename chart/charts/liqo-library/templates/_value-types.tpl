{{- /*
The types of the chart's keys, of which the keys in sections are maps; * stands for names of users.
Generated from schema/ by `make generate`: change it there.
*/ -}}

{{- define "liqo.values.types" -}}
{
"types": {
"array": {"kinds": ["slice"], "words": "a list"},
"array,null": {"kinds": ["slice", "invalid"], "words": "a list or an empty value"},
"boolean,null": {"kinds": ["bool", "invalid"], "words": "true or false or an empty value"},
"boolean,null[LQ004]": {"kinds": ["bool", "invalid"], "words": "true or false or an empty value", "booleans": true},
"boolean[LQ004]": {"kinds": ["bool"], "words": "true or false", "booleans": true},
"integer": {"kinds": ["float64", "int64", "int"], "words": "an integer", "integers": true},
"integer,null": {
"kinds": ["float64", "int64", "int", "invalid"],
"words": "an integer or an empty value",
"integers": true
},
"integer,string": {
"kinds": ["float64", "int64", "int", "string"],
"words": "an integer or a string",
"integers": true
},
"integer,string,null": {
"kinds": ["float64", "int64", "int", "string", "invalid"],
"words": "an integer or a string or an empty value",
"integers": true
},
"number,string": {"kinds": ["float64", "int64", "int", "string"], "words": "a number or a string"},
"object": {"kinds": ["map"], "words": "a map"},
"object,null": {"kinds": ["map", "invalid"], "words": "a map or an empty value"},
"object,string": {"kinds": ["map", "string"], "words": "a map or a string"},
"string": {"kinds": ["string"], "words": "a string"},
"string,null": {"kinds": ["string", "invalid"], "words": "a string or an empty value"}
},
"values": {
"tag": "string",
"nameOverride": "string",
"fullnameOverride": "string",
"pullPolicy": "string",
"imagePullSecrets": "array",
"imageRegistry": "string",
"commonLabels": "object",
"commonAnnotations": "object",
"liqo-crds": {
"type": "object",
"keys": {
"nameOverride": "string,null",
"fullnameOverride": "string,null",
"crdUpgrade": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"keepResources": "boolean[LQ004]",
"image": {
"type": "object",
"keys": {"name": "string", "version": "string", "digest": "string,null", "pullPolicy": "string"}
},
"pod": {
"type": "object",
"keys": {
"annotations": "object",
"labels": "object",
"resources": {
"type": "object",
"keys": {"limits": "object", "requests": "object", "claims": "array,null"}
},
"priorityClassName": "string",
"nodeSelector": "object,null",
"tolerations": "array,null",
"affinity": "object,null",
"topologySpreadConstraints": "array,null",
"extraEnv": "array,null",
"extraVolumes": "array,null",
"extraVolumeMounts": "array,null",
"securityContext": "object,null",
"containerSecurityContext": "object,null"
}
}
}
},
"global": "object,null",
"enabled": "boolean,null"
}
},
"metrics": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"prometheusOperator": {"type": "object", "keys": {"enabled": "boolean[LQ004]"}}
}
},
"apiServer": {"type": "object", "keys": {"address": "string", "ca": "string", "trustedCA": "boolean[LQ004]"}},
"networking": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"reflectIPs": "boolean[LQ004]",
"denyDirectConnections": "boolean[LQ004]",
"genevePort": "integer,string",
"serverResources": "array",
"clientResources": "array",
"gateway": {
"type": "object",
"keys": {
"mssclamp": {"type": "object", "keys": {"enabled": "boolean[LQ004]", "value": "integer,string"}}
}
},
"gatewayTemplates": {
"type": "object",
"keys": {
"wireguard": {
"type": "object",
"keys": {"implementation": "string", "preserveClientEndpoint": "boolean[LQ004]"}
},
"replicas": "integer",
"ping": {
"type": "object",
"keys": {
"lossThreshold": "integer",
"interval": "number,string",
"updateStatusInterval": "number,string"
}
},
"server": {
"type": "object",
"keys": {
"service": {
"type": "object",
"keys": {"annotations": "object", "externalTrafficPolicy": "string,null"}
}
}
},
"metrics": {
"type": "object",
"keys": {
"podMonitor": {
"type": "object",
"keys": {"interval": "string", "scrapeTimeout": "string", "labels": "object"}
}
}
},
"pod": {
"type": "object",
"keys": {
"priorityClassName": "string",
"tolerations": "array",
"nodeSelector": "object,null",
"affinity": "object,null",
"topologySpreadConstraints": "array,null",
"extraEnv": "array,null",
"extraVolumes": "array,null",
"extraVolumeMounts": "array,null",
"securityContext": "object,null",
"containerSecurityContext": "object,null"
}
},
"container": {
"type": "object",
"keys": {
"gateway": {
"type": "object",
"keys": {
"image": {
"type": "object",
"keys": {"name": "string", "version": "string", "digest": "string,null"}
},
"resources": {
"type": "object",
"keys": {"limits": "object", "requests": "object", "claims": "array,null"}
}
}
},
"wireguard": {
"type": "object",
"keys": {
"image": {
"type": "object",
"keys": {"name": "string", "version": "string", "digest": "string,null"}
},
"resources": {
"type": "object",
"keys": {"limits": "object", "requests": "object", "claims": "array,null"}
}
}
},
"geneve": {
"type": "object",
"keys": {
"image": {
"type": "object",
"keys": {"name": "string", "version": "string", "digest": "string,null"}
},
"resources": {
"type": "object",
"keys": {"limits": "object", "requests": "object", "claims": "array,null"}
}
}
}
}
},
"nftablesMonitor": "boolean[LQ004]",
"routeMonitor": "boolean[LQ004]"
}
},
"fabric": {
"type": "object",
"keys": {
"pod": {
"type": "object",
"keys": {
"annotations": "object",
"labels": "object",
"extraArgs": "array",
"resources": {
"type": "object",
"keys": {"limits": "object", "requests": "object", "claims": "array,null"}
},
"priorityClassName": "string",
"extraEnv": "array,null",
"extraVolumes": "array,null",
"extraVolumeMounts": "array,null",
"securityContext": "object,null",
"containerSecurityContext": "object,null"
}
},
"image": {"type": "object", "keys": {"name": "string", "version": "string", "digest": "string,null"}},
"nodeSelector": "object",
"affinity": "object",
"tolerations": "array",
"config": {
"type": "object",
"keys": {
"fullMasquerade": "boolean[LQ004]",
"routeConfigurationRulePriority": "integer,string",
"gatewayMasqueradeBypass": "boolean[LQ004]",
"nftablesMonitor": "boolean[LQ004]",
"routeMonitor": "boolean[LQ004]",
"healthProbeBindAddressPort": "integer,string",
"metricsAddressPort": "integer,string"
}
},
"metrics": {
"type": "object",
"keys": {
"podMonitor": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"interval": "string",
"scrapeTimeout": "string",
"labels": "object"
}
}
}
}
}
}
}
},
"authentication": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"tlsCompatibilityMode": "boolean[LQ004]",
"awsConfig": {
"type": "object",
"keys": {
"useExistingSecret": "boolean[LQ004]",
"accessKeyId": "object,string",
"secretAccessKey": "object,string",
"region": "string",
"clusterName": "string"
}
}
}
},
"offloading": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"defaultNodeResources": {
"type": "object",
"keys": {
"cpu": "number,string",
"memory": "number,string",
"pods": "number,string",
"ephemeral-storage": "number,string"
}
},
"createNode": "boolean[LQ004]",
"disableNetworkCheck": "boolean[LQ004]",
"runtimeClass": {
"type": "object",
"keys": {
"name": "string",
"annotations": "object",
"labels": "object",
"handler": "string",
"nodeSelector": {"type": "object", "keys": {"enabled": "boolean[LQ004]", "labels": "object"}},
"tolerations": {"type": "object", "keys": {"enabled": "boolean[LQ004]", "tolerations": "array"}}
}
},
"reflection": {
"type": "object",
"keys": {
"skip": {"type": "object", "keys": {"labels": "array", "annotations": "array"}},
"pod": {"type": "object", "keys": {"workers": "integer"}},
"service": {
"type": "object",
"keys": {"workers": "integer", "type": "string", "loadBalancerClasses": "array"}
},
"endpointslice": {"type": "object", "keys": {"workers": "integer"}},
"ingress": {"type": "object", "keys": {"workers": "integer", "type": "string", "ingressClasses": "array"}},
"configmap": {"type": "object", "keys": {"workers": "integer", "type": "string"}},
"secret": {"type": "object", "keys": {"workers": "integer", "type": "string"}},
"serviceaccount": {"type": "object", "keys": {"workers": "integer"}},
"persistentvolumeclaim": {"type": "object", "keys": {"workers": "integer"}},
"event": {"type": "object", "keys": {"workers": "integer", "type": "string"}}
}
}
}
},
"storage": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"virtualStorageClassName": "string",
"realStorageClassName": "string",
"storageNamespace": "string"
}
},
"common": {
"type": "object",
"keys": {
"nodeSelector": "object",
"tolerations": "array",
"affinity": "object",
"topologySpreadConstraints": "array",
"priorityClassName": "string",
"extraArgs": "array",
"globalLabels": "object",
"globalAnnotations": "object"
}
},
"controllerManager": {
"type": "object",
"keys": {
"replicas": "integer",
"pod": {
"type": "object",
"keys": {
"annotations": "object",
"labels": "object",
"extraArgs": "array",
"resources": {"type": "object", "keys": {"limits": "object", "requests": "object", "claims": "array,null"}},
"priorityClassName": "string",
"nodeSelector": "object,null",
"tolerations": "array,null",
"affinity": "object,null",
"topologySpreadConstraints": "array,null",
"extraEnv": "array,null",
"extraVolumes": "array,null",
"extraVolumeMounts": "array,null",
"securityContext": "object,null",
"containerSecurityContext": "object,null"
}
},
"podDisruptionBudget": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"minAvailable": "integer,string",
"maxUnavailable": "integer,string",
"unhealthyPodEvictionPolicy": "string"
}
},
"image": {"type": "object", "keys": {"name": "string", "version": "string", "digest": "string,null"}},
"config": {
"type": "object",
"keys": {
"enableResourceEnforcement": "boolean[LQ004]",
"defaultLimitsEnforcement": "string",
"enableNodeFailureController": "boolean[LQ004]"
}
},
"metrics": {
"type": "object",
"keys": {
"service": {"type": "object", "keys": {"labels": "object", "annotations": "object"}},
"serviceMonitor": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"interval": "string",
"scrapeTimeout": "string",
"labels": "object"
}
}
}
}
}
},
"webhook": {
"type": "object",
"keys": {
"replicas": "integer",
"pod": {
"type": "object",
"keys": {
"annotations": "object",
"labels": "object",
"extraArgs": "array",
"resources": {"type": "object", "keys": {"limits": "object", "requests": "object", "claims": "array,null"}},
"priorityClassName": "string",
"nodeSelector": "object,null",
"tolerations": "array,null",
"affinity": "object,null",
"topologySpreadConstraints": "array,null",
"extraEnv": "array,null",
"extraVolumes": "array,null",
"extraVolumeMounts": "array,null",
"securityContext": "object,null",
"containerSecurityContext": "object,null"
}
},
"podDisruptionBudget": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"minAvailable": "integer,string",
"maxUnavailable": "integer,string",
"unhealthyPodEvictionPolicy": "string"
}
},
"image": {"type": "object", "keys": {"name": "string", "version": "string", "digest": "string,null"}},
"metrics": {
"type": "object",
"keys": {
"service": {"type": "object", "keys": {"labels": "object", "annotations": "object"}},
"serviceMonitor": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"interval": "string",
"scrapeTimeout": "string",
"labels": "object"
}
}
}
},
"port": "integer,string",
"failurePolicy": "string",
"patch": {"type": "object", "keys": {"image": "string"}}
}
},
"ipam": {
"type": "object",
"keys": {
"external": {"type": "object", "keys": {"enabled": "boolean[LQ004]", "url": "string"}},
"internal": {
"type": "object",
"keys": {
"image": {"type": "object", "keys": {"name": "string", "version": "string", "digest": "string,null"}},
"replicas": "integer",
"pod": {
"type": "object",
"keys": {
"annotations": "object",
"labels": "object",
"extraArgs": "array",
"resources": {
"type": "object",
"keys": {"limits": "object", "requests": "object", "claims": "array,null"}
},
"priorityClassName": "string",
"nodeSelector": "object,null",
"tolerations": "array,null",
"affinity": "object,null",
"topologySpreadConstraints": "array,null",
"extraEnv": "array,null",
"extraVolumes": "array,null",
"extraVolumeMounts": "array,null",
"securityContext": "object,null",
"containerSecurityContext": "object,null"
}
},
"podDisruptionBudget": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"minAvailable": "integer,string",
"maxUnavailable": "integer,string",
"unhealthyPodEvictionPolicy": "string"
}
},
"graphviz": "boolean[LQ004]",
"syncInterval": "number,string",
"syncGracePeriod": "number,string"
}
},
"podCIDR": "string",
"podCIDRs": "array",
"serviceCIDR": "string",
"externalCIDR": "string",
"internalCIDR": "string",
"reservedSubnets": "array",
"pools": "array"
}
},
"crdReplicator": {
"type": "object",
"keys": {
"pod": {
"type": "object",
"keys": {
"annotations": "object",
"labels": "object",
"extraArgs": "array",
"resources": {"type": "object", "keys": {"limits": "object", "requests": "object", "claims": "array,null"}},
"priorityClassName": "string",
"nodeSelector": "object,null",
"tolerations": "array,null",
"affinity": "object,null",
"topologySpreadConstraints": "array,null",
"extraEnv": "array,null",
"extraVolumes": "array,null",
"extraVolumeMounts": "array,null",
"securityContext": "object,null",
"containerSecurityContext": "object,null"
}
},
"podDisruptionBudget": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"minAvailable": "integer,string",
"maxUnavailable": "integer,string",
"unhealthyPodEvictionPolicy": "string"
}
},
"metrics": {
"type": "object",
"keys": {
"podMonitor": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"interval": "string",
"scrapeTimeout": "string",
"labels": "object"
}
}
}
},
"image": {"type": "object", "keys": {"name": "string", "version": "string", "digest": "string,null"}}
}
},
"discovery": {
"type": "object",
"keys": {
"config": {
"type": "object",
"keys": {"clusterID": "string", "allowRandomClusterID": "boolean[LQ004]", "clusterLabels": "object"}
}
}
},
"metricAgent": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"config": {
"type": "object",
"keys": {
"timeout": {"type": "object", "keys": {"read": "number,string", "write": "number,string"}}
}
},
"pod": {
"type": "object",
"keys": {
"annotations": "object",
"labels": "object",
"extraArgs": "array",
"resources": {"type": "object", "keys": {"limits": "object", "requests": "object", "claims": "array,null"}},
"priorityClassName": "string",
"nodeSelector": "object,null",
"tolerations": "array,null",
"affinity": "object,null",
"topologySpreadConstraints": "array,null",
"extraEnv": "array,null",
"extraVolumes": "array,null",
"extraVolumeMounts": "array,null",
"securityContext": "object,null",
"containerSecurityContext": "object,null"
}
},
"podDisruptionBudget": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"minAvailable": "integer,string",
"maxUnavailable": "integer,string",
"unhealthyPodEvictionPolicy": "string"
}
},
"image": {"type": "object", "keys": {"name": "string", "version": "string", "digest": "string,null"}},
"initContainer": {
"type": "object",
"keys": {
"image": {"type": "object", "keys": {"name": "string", "version": "string", "digest": "string,null"}}
}
}
}
},
"telemetry": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"pod": {
"type": "object",
"keys": {
"annotations": "object",
"labels": "object",
"extraArgs": "array",
"resources": {"type": "object", "keys": {"limits": "object", "requests": "object", "claims": "array,null"}},
"priorityClassName": "string",
"nodeSelector": "object,null",
"tolerations": "array,null",
"affinity": "object,null",
"topologySpreadConstraints": "array,null",
"extraEnv": "array,null",
"extraVolumes": "array,null",
"extraVolumeMounts": "array,null",
"securityContext": "object,null",
"containerSecurityContext": "object,null"
}
},
"image": {"type": "object", "keys": {"name": "string", "version": "string", "digest": "string,null"}},
"config": {"type": "object", "keys": {"schedule": "string", "kubernetesVersion": "string"}}
}
},
"virtualKubelet": {
"type": "object",
"keys": {
"replicas": "integer",
"image": {"type": "object", "keys": {"name": "string", "version": "string", "digest": "string,null"}},
"extra": {
"type": "object",
"keys": {
"annotations": "object",
"labels": "object",
"args": "array",
"resources": {"type": "object", "keys": {"limits": "object", "requests": "object", "claims": "array,null"}},
"tolerations": "array"
}
},
"virtualNode": {
"type": "object",
"keys": {
"extra": {"type": "object", "keys": {"annotations": "object", "labels": "object"}}
}
},
"metrics": {
"type": "object",
"keys": {
"enabled": "boolean,null[LQ004]",
"port": "integer,string",
"podMonitor": {
"type": "object",
"keys": {
"enabled": "boolean,null[LQ004]",
"interval": "string",
"scrapeTimeout": "string",
"labels": "object"
}
}
}
},
"optionsTemplates": {
"type": "object",
"keys": {
"*": {
"type": "object,null",
"keys": {
"reflectIPs": "boolean,null[LQ004]",
"replicas": "integer,null",
"image": {
"type": "object,null",
"keys": {"name": "string,null", "version": "string,null", "digest": "string,null"}
},
"pullPolicy": "string,null",
"imagePullSecrets": "array,null",
"extra": {
"type": "object,null",
"keys": {
"annotations": "object,null",
"labels": "object,null",
"args": "array,null",
"resources": {
"type": "object,null",
"keys": {"limits": "object,null", "requests": "object,null", "claims": "array,null"}
},
"tolerations": "array,null"
}
},
"virtualNode": {
"type": "object,null",
"keys": {
"extra": {"type": "object,null", "keys": {"annotations": "object,null", "labels": "object,null"}}
}
},
"metrics": {
"type": "object,null",
"keys": {"enabled": "boolean,null[LQ004]", "port": "integer,string,null"}
},
"createNode": "boolean,null[LQ004]",
"disableNetworkCheck": "boolean,null[LQ004]",
"reflection": {
"type": "object,null",
"keys": {
"skip": {"type": "object,null", "keys": {"labels": "array,null", "annotations": "array,null"}},
"pod": {"type": "object,null", "keys": {"workers": "integer,null"}},
"service": {"type": "object,null", "keys": {"workers": "integer,null", "type": "string,null"}},
"endpointslice": {"type": "object,null", "keys": {"workers": "integer,null"}},
"ingress": {"type": "object,null", "keys": {"workers": "integer,null", "type": "string,null"}},
"configmap": {"type": "object,null", "keys": {"workers": "integer,null", "type": "string,null"}},
"secret": {"type": "object,null", "keys": {"workers": "integer,null", "type": "string,null"}},
"serviceaccount": {"type": "object,null", "keys": {"workers": "integer,null"}},
"persistentvolumeclaim": {"type": "object,null", "keys": {"workers": "integer,null"}},
"event": {"type": "object,null", "keys": {"workers": "integer,null", "type": "string,null"}}
}
}
}
}
}
}
}
},
"uninstaller": {
"type": "object",
"keys": {
"pod": {
"type": "object",
"keys": {
"annotations": "object",
"labels": "object",
"extraArgs": "array",
"resources": {"type": "object", "keys": {"limits": "object", "requests": "object", "claims": "array,null"}},
"priorityClassName": "string",
"nodeSelector": "object,null",
"tolerations": "array,null",
"affinity": "object,null",
"topologySpreadConstraints": "array,null",
"extraEnv": "array,null",
"extraVolumes": "array,null",
"extraVolumeMounts": "array,null",
"securityContext": "object,null",
"containerSecurityContext": "object,null"
}
},
"image": {"type": "object", "keys": {"name": "string", "version": "string", "digest": "string,null"}}
}
},
"proxy": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"replicas": "integer",
"pod": {
"type": "object",
"keys": {
"annotations": "object",
"labels": "object",
"extraArgs": "array",
"resources": {"type": "object", "keys": {"limits": "object", "requests": "object", "claims": "array,null"}},
"priorityClassName": "string",
"nodeSelector": "object,null",
"tolerations": "array,null",
"affinity": "object,null",
"topologySpreadConstraints": "array,null",
"extraEnv": "array,null",
"extraVolumes": "array,null",
"extraVolumeMounts": "array,null",
"securityContext": "object,null",
"containerSecurityContext": "object,null"
}
},
"podDisruptionBudget": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"minAvailable": "integer,string",
"maxUnavailable": "integer,string",
"unhealthyPodEvictionPolicy": "string"
}
},
"image": {"type": "object", "keys": {"name": "string", "version": "string", "digest": "string,null"}},
"service": {"type": "object", "keys": {"type": "string", "annotations": "object"}},
"config": {"type": "object", "keys": {"listeningPort": "integer,string"}}
}
},
"requirements": {
"type": "object",
"keys": {
"kernel": {"type": "object", "keys": {"enabled": "boolean[LQ004]", "disabled": "boolean,null[LQ004]"}}
}
},
"openshiftConfig": {
"type": "object",
"keys": {"enabled": "boolean[LQ004]", "virtualKubeletSCCs": "array", "gatewayServiceAccounts": "array,null"}
},
"networkPolicies": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"apiServerCIDRs": "array",
"metricsFrom": "array",
"egress": {"type": "object", "keys": {"enabled": "boolean[LQ004]", "apiServerPorts": "array"}}
}
},
"helmTest": {
"type": "object",
"keys": {
"enabled": "boolean[LQ004]",
"image": {"type": "object", "keys": {"name": "string", "digest": "string,null", "version": "string"}},
"pod": {
"type": "object",
"keys": {
"resources": {"type": "object", "keys": {"limits": "object", "requests": "object", "claims": "array,null"}},
"priorityClassName": "string",
"nodeSelector": "object,null",
"tolerations": "array,null",
"affinity": "object,null",
"topologySpreadConstraints": "array,null",
"extraEnv": "array,null",
"extraVolumes": "array,null",
"extraVolumeMounts": "array,null",
"securityContext": "object,null",
"containerSecurityContext": "object,null"
}
}
}
},
"extraObjects": "array",
"global": "object,null",
"enabled": "boolean,null"
}
}
{{- end -}}
