package main

import (
	"errors"
	"fmt"

	networkingv1beta1 "github.com/liqotech/liqo/apis/networking/v1beta1"
	"github.com/liqotech/liqo/pkg/fabric"
	"github.com/liqotech/liqo/pkg/gateway"
	"github.com/liqotech/liqo/pkg/gateway/tunnel/wireguard"
	"github.com/liqotech/liqo/pkg/liqo-controller-manager/networking/external-network/utils"
	"github.com/liqotech/liqo/pkg/liqo-controller-manager/networking/forge"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// templateData is what the operators of gateway servers and clients fill their templates with.
type templateData struct {
	Spec       any
	Name       string
	Namespace  string
	GatewayUID string
	ClusterID  string
	SecretName string
}

// gateways renders the templates as the operators do; the result must be a valid object without a field too many.
func gateways(manifests []map[string]any) (map[string][]container, error) {
	address, port, nodePort := "10.0.0.1", int32(51840), int32(30742)
	server := networkingv1beta1.GatewayServerSpec{MTU: 1340, Endpoint: networkingv1beta1.Endpoint{
		Port: port, ServiceType: "LoadBalancer", NodePort: &nodePort, LoadBalancerIP: &address,
	}}
	remote := networkingv1beta1.GatewayClientSpec{MTU: 1340, Endpoint: networkingv1beta1.EndpointStatus{
		Addresses: []string{"gateway.example.org"}, Port: port,
	}}
	found := map[string][]container{}
	for _, manifest := range manifests {
		object := unstructured.Unstructured{Object: manifest}
		if !isGatewayTemplate(object.GetKind()) {
			continue
		}
		var err error
		// The names are those that a peering asks for unless it is told others.
		switch object.GetName() {
		case forge.DefaultGwServerTemplateName:
			made := networkingv1beta1.WgGatewayServerSpec{}
			err = render(manifest, server, &made)
			found["server"] = containers(&made.Deployment)
		case forge.DefaultGwClientTemplateName:
			made := networkingv1beta1.WgGatewayClientSpec{}
			err = render(manifest, remote, &made)
			found["client"] = containers(&made.Deployment)
		default:
			err = errors.New("no peering would use a template of this name")
		}
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", object.GetKind(), object.GetName(), err)
		}
	}
	return found, nil
}

func render(manifest map[string]any, spec, into any) error {
	template, _, err := unstructured.NestedMap(manifest, "spec", "template", "spec")
	if err != nil {
		return err
	}
	rendered, err := utils.RenderTemplate(template, templateData{
		Spec:       spec,
		Name:       "milan",
		Namespace:  "liqo-tenant-milan",
		GatewayUID: "3f1c2a4e-6b7d-4c8e-9f0a-1b2c3d4e5f60",
		ClusterID:  "milan",
		SecretName: "gateway-keys",
	}, false)
	if err != nil {
		return err
	}
	return convert(rendered, into)
}

func containers(deployment *networkingv1beta1.DeploymentTemplate) []container {
	found := []container{}
	for _, each := range deployment.Spec.Template.Spec.Containers {
		found = append(found, container{Name: each.Name, Args: each.Args})
	}
	return found
}

func requiredFlags() map[string][]string {
	always := names(gateway.RequiredFlags)
	return map[string][]string{
		"fabric":  names(fabric.RequiredFlags),
		"gateway": append([]string{gateway.FlagConcurrentContainersNames.String()}, always...),
		"geneve":  always,
		// Liqo's wireguard asks for these before it has read in which mode it runs, and so for none of them.
		"wireguard": names(wireguard.ClientRequiredFlags),
	}
}

func names[T fmt.Stringer](flags []T) []string {
	found := make([]string, 0, len(flags))
	for _, flag := range flags {
		found = append(found, flag.String())
	}
	return found
}
