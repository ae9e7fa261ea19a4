package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	corev1beta1 "github.com/liqotech/liqo/apis/core/v1beta1"
	offloadingv1beta1 "github.com/liqotech/liqo/apis/offloading/v1beta1"
	"github.com/liqotech/liqo/pkg/webhooks/virtualnode"
	jsonpatch "gomodules.xyz/jsonpatch/v2"
	admissionv1 "k8s.io/api/admission/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
)

// virtualKubelet has Liqo's webhook admit a virtual node with everything on offer, and returns the container that
// this gives.
func virtualKubelet(ctx context.Context, cl client.Client, asked *question) (container, error) {
	namespace, name, _ := strings.Cut(asked.OptionsTemplate, "/")
	node := offloadingv1beta1.VirtualNode{
		TypeMeta:   metav1.TypeMeta{APIVersion: offloadingv1beta1.SchemeGroupVersion.String(), Kind: "VirtualNode"},
		ObjectMeta: metav1.ObjectMeta{Name: "milan", Namespace: "liqo-tenant-milan"},
		Spec: offloadingv1beta1.VirtualNodeSpec{
			ClusterID:           "milan",
			StorageClasses:      []corev1beta1.StorageType{{StorageClassName: "liqo"}},
			IngressClasses:      []corev1beta1.IngressType{{IngressClassName: "nginx"}},
			LoadBalancerClasses: []corev1beta1.LoadBalancerType{{LoadBalancerClassName: "public"}},
		},
	}
	raw, err := json.Marshal(node)
	if err != nil {
		return container{}, err
	}
	hook := virtualnode.New(cl, "rome", asked.PodCIDRs, asked.Namespace,
		&corev1.ObjectReference{Namespace: namespace, Name: name})
	response := hook.Handler.Handle(ctx, admission.Request{AdmissionRequest: admissionv1.AdmissionRequest{
		Operation: admissionv1.Create,
		Object:    runtime.RawExtension{Raw: raw},
	}})
	if !response.Allowed {
		return container{}, fmt.Errorf("the webhook refuses: %s", response.Result.Message)
	}
	forged, err := templateOf(response.Patches)
	if err != nil {
		return container{}, err
	}
	only := forged.Spec.Template.Spec.Containers[0]
	return container{Name: only.Name, Args: only.Args}, nil
}

// templateOf finds the Deployment in the changes that the webhook asks for: the virtual node came without one.
func templateOf(patches []jsonpatch.JsonPatchOperation) (*offloadingv1beta1.DeploymentTemplate, error) {
	for _, patch := range patches {
		if patch.Operation == "add" && patch.Path == "/spec/template" {
			raw, err := json.Marshal(patch.Value)
			if err != nil {
				return nil, err
			}
			forged := &offloadingv1beta1.DeploymentTemplate{}
			return forged, json.Unmarshal(raw, forged)
		}
	}
	return nil, fmt.Errorf("the webhook forges no Deployment")
}
