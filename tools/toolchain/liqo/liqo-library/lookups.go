package main

import (
	"context"

	ipamv1alpha1 "github.com/liqotech/liqo/apis/ipam/v1alpha1"
	offloadingv1beta1 "github.com/liqotech/liqo/apis/offloading/v1beta1"
	"github.com/liqotech/liqo/pkg/consts"
	"github.com/liqotech/liqo/pkg/liqoctl/rest/peering-user/userfactory"
	"github.com/liqotech/liqo/pkg/utils"
	"github.com/liqotech/liqo/pkg/utils/getters"
	"github.com/liqotech/liqo/pkg/utils/ipam"
	"github.com/liqotech/liqo/pkg/utils/ipam/mapping"
	"github.com/liqotech/liqo/pkg/vkMachinery"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// finding is the outcome of a lookup.
type finding struct {
	// Found are names of objects, or values in them.
	Found []string `json:"found"`
	// Error is what the program that looks would report.
	Error string `json:"error"`
}

// search is one lookup of Liqo's programs.
type search func(ctx context.Context, cl client.Client, namespace string) ([]string, error)

func lookups(ctx context.Context, cl client.Client, namespace string) map[string]finding {
	results := map[string]finding{}
	for what, look := range searches() {
		found, err := look(ctx, cl, namespace)
		result := finding{Found: found}
		if err != nil {
			result.Error = err.Error()
		}
		results[what] = result
	}
	return results
}

func searches() map[string]search {
	return map[string]search{
		"cluster ID": func(ctx context.Context, cl client.Client, namespace string) ([]string, error) {
			id, err := utils.GetClusterIDWithControllerClient(ctx, cl, namespace)
			return []string{string(id)}, err
		},
		"controller manager": func(ctx context.Context, cl client.Client, namespace string) ([]string, error) {
			found, err := getters.GetControllerManagerDeployment(ctx, cl, namespace)
			if err != nil {
				return nil, err
			}
			return []string{found.Name}, nil
		},
		"Liqo version": func(ctx context.Context, cl client.Client, namespace string) ([]string, error) {
			version, err := getters.GetLiqoVersion(ctx, cl, namespace)
			return []string{version}, err
		},
		"pod CIDRs": ipam.GetPodCIDRs,
		"service CIDR": func(ctx context.Context, cl client.Client, namespace string) ([]string, error) {
			return nameOf(ipam.GetServiceCIDRNetwork(ctx, cl, namespace))
		},
		"external CIDR": func(ctx context.Context, cl client.Client, namespace string) ([]string, error) {
			return nameOf(ipam.GetExternalCIDRNetwork(ctx, cl, namespace))
		},
		"internal CIDR": func(ctx context.Context, cl client.Client, namespace string) ([]string, error) {
			return nameOf(ipam.GetInternalCIDRNetwork(ctx, cl, namespace))
		},
		"reserved subnets": func(ctx context.Context, cl client.Client, _ string) ([]string, error) {
			return ipam.GetReservedSubnets(ctx, cl)
		},
		"API server proxy": func(ctx context.Context, cl client.Client, namespace string) ([]string, error) {
			return nil, mapping.EnforceAPIServerProxyIPRemapping(ctx, cl, namespace)
		},
		"roles of peering users": func(ctx context.Context, cl client.Client, _ string) ([]string, error) {
			return nil, userfactory.EnsureRoles(ctx, cl, "milan", "milan", "liqo-tenant-milan")
		},
		"cluster roles of virtual kubelets": func(ctx context.Context, cl client.Client, _ string) ([]string, error) {
			return clusterRoles(ctx, cl, vkMachinery.LocalClusterRoleName, consts.RemoteNamespaceClusterRoleName)
		},
		"cluster roles that liqoctl uninstall looks for": func(ctx context.Context, cl client.Client, _ string) ([]string, error) {
			return rolesLabelled(ctx, cl, consts.K8sAppPartOfKey, consts.LiqoAppLabelValue)
		},
		"cluster roles of tenants": func(ctx context.Context, cl client.Client, _ string) ([]string, error) {
			return rolesLabelled(ctx, cl, consts.K8sAppNameKey, "remote-controlplane", "virtual-kubelet-remote-clusterwide")
		},
		"options of virtual kubelets": func(ctx context.Context, cl client.Client, namespace string) ([]string, error) {
			list := offloadingv1beta1.VkOptionsTemplateList{}
			err := cl.List(ctx, &list, client.InNamespace(namespace))
			found := []string{}
			for index := range list.Items {
				found = append(found, list.Items[index].Name)
			}
			return found, err
		},
	}
}

func nameOf(network *ipamv1alpha1.Network, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	return []string{network.Name}, nil
}

func clusterRoles(ctx context.Context, cl client.Client, names ...string) ([]string, error) {
	found := []string{}
	for _, name := range names {
		if err := cl.Get(ctx, types.NamespacedName{Name: name}, &rbacv1.ClusterRole{}); err != nil {
			return nil, err
		}
		found = append(found, name)
	}
	return found, nil
}

func rolesLabelled(ctx context.Context, cl client.Client, key string, values ...string) ([]string, error) {
	found := []string{}
	for _, value := range values {
		list := rbacv1.ClusterRoleList{}
		if err := cl.List(ctx, &list, client.MatchingLabels{key: value}); err != nil {
			return nil, err
		}
		for index := range list.Items {
			found = append(found, list.Items[index].Name)
		}
	}
	return found, nil
}
