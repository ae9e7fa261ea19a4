// Command liqoctl-providers prints the values that the providers of `liqoctl install` add, by provider, as JSON.
//
// It calls the providers' own code. What they only find out in a cluster or in a cloud is empty.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/liqotech/liqo/pkg/liqoctl/install"
	"github.com/liqotech/liqo/pkg/liqoctl/install/aks"
	"github.com/liqotech/liqo/pkg/liqoctl/install/eks"
	"github.com/liqotech/liqo/pkg/liqoctl/install/generic"
	"github.com/liqotech/liqo/pkg/liqoctl/install/gke"
	"github.com/liqotech/liqo/pkg/liqoctl/install/k3s"
	"github.com/liqotech/liqo/pkg/liqoctl/install/kind"
	"github.com/liqotech/liqo/pkg/liqoctl/install/kubeadm"
	"github.com/liqotech/liqo/pkg/liqoctl/install/openshift"
)

func main() {
	values := map[string]any{}
	for _, create := range []func(*install.Options) install.Provider{
		aks.New, eks.New, generic.New, gke.New, k3s.New, kind.New, kubeadm.New, openshift.New,
	} {
		provider := create(install.NewOptions(nil, "liqoctl"))
		name := provider.Name()
		if name == "" {
			name = "generic"
		}
		values[name] = provider.Values()
	}
	if err := json.NewEncoder(os.Stdout).Encode(values); err != nil {
		fmt.Fprintln(os.Stderr, "liqoctl-providers:", err)
		os.Exit(1)
	}
}
