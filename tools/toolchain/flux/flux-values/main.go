// Command flux-values merges the values of a HelmRelease, and fills in the variables of a Kustomization, with Flux's own
// packages.
//
// The tests compare how the validator reads a manifest with how the packages of Flux's controllers do.
//
// It reads one JSON object per line, and answers with one JSON object per line:
//
//	{"namespace": …, "valuesFrom": […], "values": {…}, "objects": […]}   the values of a HelmRelease
//	{"kustomization": {…}, "resource": {…}, "objects": […]}              a resource after spec.postBuild
//
// The objects are ConfigMaps and Secrets, as they are written in manifests.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/fluxcd/pkg/apis/meta"
	"github.com/fluxcd/pkg/chartutil"
	"github.com/fluxcd/pkg/kustomize"
	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/kustomize/api/provider"
)

// longestLine bounds one line of input.
const longestLine = 16 << 20

// question is one line of input.
type question struct {
	Namespace     string                       `json:"namespace"`
	ValuesFrom    []meta.ValuesReference       `json:"valuesFrom"`
	Values        map[string]any               `json:"values"`
	Kustomization map[string]any               `json:"kustomization"`
	Resource      map[string]any               `json:"resource"`
	Objects       []*unstructured.Unstructured `json:"objects"`
}

// answer is one line of output.
type answer struct {
	Result any    `json:"result"`
	Error  string `json:"error"`
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "flux-values:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, longestLine)
	encoder := json.NewEncoder(out)
	for number := 1; lines.Scan(); number++ {
		var asked question
		if err := json.NewDecoder(bytes.NewReader(lines.Bytes())).Decode(&asked); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
		given := answer{}
		result, err := reply(&asked)
		if err != nil {
			given.Error = err.Error()
		} else {
			given.Result = result
		}
		if err := encoder.Encode(given); err != nil {
			return err
		}
	}
	return lines.Err()
}

func reply(asked *question) (any, error) {
	if asked.Kustomization != nil {
		return substituted(asked)
	}
	return chartutil.ChartValuesFromReferences(
		context.Background(), logr.Discard(), cluster{objects: asked.Objects}, asked.Namespace, asked.Values, asked.ValuesFrom...)
}

func substituted(asked *question) (any, error) {
	resource, err := provider.NewDefaultDepProvider().GetResourceFactory().FromMap(asked.Resource)
	if err != nil {
		return nil, err
	}
	owner := unstructured.Unstructured{Object: asked.Kustomization}
	result, err := kustomize.SubstituteVariables(context.Background(), cluster{objects: asked.Objects}, owner, resource)
	if err != nil {
		return nil, err
	}
	if result == nil { // disabled for this resource
		return asked.Resource, nil
	}
	return result.Map()
}

// cluster is a client that knows a few ConfigMaps and Secrets; everything else that a client can do panics.
type cluster struct {
	client.Client
	objects []*unstructured.Unstructured
}

// Get finds an object as an API server would.
func (c cluster) Get(_ context.Context, key types.NamespacedName, into client.Object, _ ...client.GetOption) error {
	kind := "ConfigMap"
	if _, ok := into.(*corev1.Secret); ok {
		kind = "Secret"
	}
	for _, object := range c.objects {
		if object.GetKind() != kind || object.GetName() != key.Name || object.GetNamespace() != key.Namespace {
			continue
		}
		text, err := object.MarshalJSON()
		if err != nil {
			return err
		}
		if err := json.Unmarshal(text, into); err != nil {
			return err
		}
		if secret, ok := into.(*corev1.Secret); ok {
			for name, value := range secret.StringData { // the API server does this when it stores a Secret
				if secret.Data == nil {
					secret.Data = map[string][]byte{}
				}
				secret.Data[name] = []byte(value)
			}
		}
		return nil
	}
	return apierrors.NewNotFound(schema.GroupResource{Resource: kind}, key.Name)
}
