// Command liqo-library shows what Liqo's own Go packages make of the objects that the chart renders.
//
// The controllers look some of these objects up by name or label, and make others of them: the virtual kubelet's
// Deployment of the VkOptionsTemplate, a gateway of its template. Here the same functions do the same on a client that
// holds the rendered objects and nothing else.
//
//	liqo-library < question.json   answers a question (see there) with one JSON object
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	authv1beta1 "github.com/liqotech/liqo/apis/authentication/v1beta1"
	ipamv1alpha1 "github.com/liqotech/liqo/apis/ipam/v1alpha1"
	networkingv1beta1 "github.com/liqotech/liqo/apis/networking/v1beta1"
	offloadingv1beta1 "github.com/liqotech/liqo/apis/offloading/v1beta1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/klog/v2"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	strictjson "sigs.k8s.io/json"
)

// question is what is read from the standard input.
type question struct {
	// Namespace of the release.
	Namespace string `json:"namespace"`
	// Manifests are the rendered objects.
	Manifests []map[string]any `json:"manifests"`
	// PodCIDRs and OptionsTemplate (namespace/name) are what the webhook is told by its arguments.
	PodCIDRs        []string `json:"podCIDRs"`
	OptionsTemplate string   `json:"optionsTemplate"`
}

// answer is what is written to the standard output.
type answer struct {
	// VirtualKubelet is the container of a virtual kubelet, as the webhook forges it.
	VirtualKubelet container `json:"virtualKubelet"`
	// Gateways are the containers of a gateway, by its role; empty without templates.
	Gateways map[string][]container `json:"gateways"`
	// Lookups are the objects that Liqo's programs look for: what they find, by what they look for.
	Lookups map[string]finding `json:"lookups"`
	// RequiredFlags are those without which a program does not start, by the name of its container.
	RequiredFlags map[string][]string `json:"requiredFlags"`
}

// container is as much of a container as is of interest.
type container struct {
	Name string   `json:"name"`
	Args []string `json:"args"`
}

func main() {
	klog.SetOutput(io.Discard)
	klog.LogToStderr(false)
	if err := run(context.Background(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "liqo-library:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, in io.Reader, out io.Writer) error {
	asked := question{}
	if err := json.NewDecoder(in).Decode(&asked); err != nil {
		return fmt.Errorf("no question: %w", err)
	}
	objects, err := asked.objects()
	if err != nil {
		return err
	}
	cl := fake.NewClientBuilder().WithScheme(newScheme()).WithObjects(objects...).Build()

	result := answer{RequiredFlags: requiredFlags()}
	if result.VirtualKubelet, err = virtualKubelet(ctx, cl, &asked); err != nil {
		return fmt.Errorf("virtual kubelet: %w", err)
	}
	if result.Gateways, err = gateways(asked.Manifests); err != nil {
		return fmt.Errorf("gateways: %w", err)
	}
	result.Lookups = lookups(ctx, cl, asked.Namespace)
	return json.NewEncoder(out).Encode(result)
}

// objects are the manifests of kinds that Liqo's programs look for, in the release's namespace where the API has them
// in one.
func (q *question) objects() ([]client.Object, error) {
	scheme := newScheme()
	found := []client.Object{}
	for _, manifest := range q.Manifests {
		object := &unstructured.Unstructured{Object: manifest}
		if !scheme.Recognizes(object.GroupVersionKind()) || isGatewayTemplate(object.GetKind()) {
			continue
		}
		if isNamespaced(object.GetKind()) {
			object.SetNamespace(q.Namespace)
		}
		typed, err := scheme.New(object.GroupVersionKind())
		if err != nil {
			return nil, err
		}
		if err := convert(manifest, typed); err != nil {
			return nil, fmt.Errorf("%s %s: %w", object.GetKind(), object.GetName(), err)
		}
		found = append(found, typed.(client.Object))
	}
	return found, nil
}

// isGatewayTemplate tells the kinds that are no objects before they are filled in; see gateways.
func isGatewayTemplate(kind string) bool {
	return kind == "WgGatewayServerTemplate" || kind == "WgGatewayClientTemplate"
}

// convert reads plain values into a type of the API, strictly: a field that it does not have is a mistake of the chart.
func convert(from, into any) error {
	raw, err := json.Marshal(from)
	if err != nil {
		return err
	}
	mistakes, err := strictjson.UnmarshalStrict(raw, into)
	return errors.Join(append(mistakes, err)...)
}

func isNamespaced(kind string) bool {
	switch kind {
	case "ClusterRole", "ClusterRoleBinding", "MutatingWebhookConfiguration", "RuntimeClass", "StorageClass",
		"ValidatingWebhookConfiguration":
		return false
	}
	return true
}

func newScheme() *runtime.Scheme {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		clientgoscheme.AddToScheme,
		authv1beta1.AddToScheme,
		ipamv1alpha1.AddToScheme,
		networkingv1beta1.AddToScheme,
		offloadingv1beta1.AddToScheme,
	} {
		utilruntime.Must(add(scheme))
	}
	return scheme
}
