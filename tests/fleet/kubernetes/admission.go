// SPDX-License-Identifier: MIT
//
// admission OBJECT.yaml... -- CASE.yaml...
//
// Gives the API server's own plug-ins for admission policies the objects, as if they had been applied to a cluster, and
// then the cases. A case of one pod is its creation; of two, an update of the first to the second: by the subresource
// `ephemeralcontainers`, if the second has some. What becomes of CASE.yaml is in CASE.json, the pod as it would be
// stored, or in CASE.refused, the message. The first case has to be one that is changed.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"k8s.io/api/admissionregistration/v1"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/meta/testrestmapper"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/initializer"
	"k8s.io/apiserver/pkg/admission/plugin/policy/mutating"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizerfactory"
	"k8s.io/apiserver/pkg/util/compatibility"
	"k8s.io/apiserver/pkg/util/feature"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
)

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, "admission:", err)
		os.Exit(2)
	}
	return value
}

func read(path string) (objects []runtime.Object) {
	decoder := serializer.NewCodecFactory(scheme.Scheme, serializer.EnableStrict).UniversalDeserializer()
	for _, document := range strings.Split(string(must(os.ReadFile(path))), "\n---\n") {
		object, _, err := decoder.Decode([]byte(document), nil, nil)
		if err != nil {
			err = fmt.Errorf("%s: %w", path, err)
		}
		objects = append(objects, must(object, err))
	}
	return
}

// What the API server writes into policies and bindings that do not say it.
func setDefaults(match *v1.MatchResources) {
	policy, scope := v1.Equivalent, v1.AllScopes
	match.MatchPolicy, match.ObjectSelector = &policy, &meta.LabelSelector{}
	if match.NamespaceSelector == nil {
		match.NamespaceSelector = &meta.LabelSelector{}
	}
	for i := range match.ResourceRules {
		match.ResourceRules[i].Scope = &scope
	}
}

// A cluster that never changes: the lists by their paths.
type cluster map[string]*meta.List

func (c cluster) RoundTrip(request *http.Request) (*http.Response, error) {
	response := &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}}
	if request.URL.Query().Has("watch") {
		response.Body, _ = io.Pipe()
	} else if list, ok := c[request.URL.Path]; ok {
		response.Body = io.NopCloser(bytes.NewReader(must(json.Marshal(list))))
	} else if path, ok := strings.CutPrefix(request.URL.Path, "/openapi/v3"); ok { // of pods, all that a JSON patch needs
		text := `{"paths": {"api/v1": {"serverRelativeURL": "/openapi/v3/api/v1"}}}`
		if path != "" {
			text = `{"openapi": "3.0.0", "info": {"title": "", "version": ""}, "paths": {}, "components": {"schemas": {"Pod": {
				"type": "object", "x-kubernetes-group-version-kind": [{"group": "", "version": "v1", "kind": "Pod"}]}}}}`
		}
		response.Body = io.NopCloser(strings.NewReader(text))
	} else {
		response.StatusCode, response.Body = http.StatusNotFound, http.NoBody
	}
	return response, nil
}

var interfaces = admission.NewObjectInterfacesFromScheme(scheme.Scheme)

func attributes(pod, old *core.Pod) admission.Attributes {
	operation, options, subresource, before := admission.Create, runtime.Object(&meta.CreateOptions{}), "", runtime.Object(nil)
	if old != nil {
		operation, options, before = admission.Update, &meta.UpdateOptions{}, old
		if len(pod.Spec.EphemeralContainers) != 0 {
			subresource = "ephemeralcontainers"
		}
	}
	return admission.NewAttributesRecord(pod, before, core.SchemeGroupVersion.WithKind("Pod"), pod.Namespace, pod.Name,
		core.SchemeGroupVersion.WithResource("pods"), subresource, operation, options, false, &user.DefaultInfo{Name: "someone"})
}

func main() {
	os.Setenv("KUBE_FEATURE_WatchListClient", "false") // the cluster lists, and then watches
	separator := slices.Index(os.Args, "--")
	mapper := testrestmapper.TestOnlyStaticRESTMapper(scheme.Scheme)
	state := cluster{}
	for _, path := range os.Args[1:separator] {
		for _, object := range read(path) {
			switch policy := object.(type) {
			case *v1.MutatingAdmissionPolicy:
				setDefaults(policy.Spec.MatchConstraints)
			case *v1.ValidatingAdmissionPolicy:
				setDefaults(policy.Spec.MatchConstraints)
			case *v1.ValidatingAdmissionPolicyBinding:
				if policy.Spec.MatchResources != nil {
					setDefaults(policy.Spec.MatchResources)
				}
			}
			kind := object.GetObjectKind().GroupVersionKind()
			place := "/api/"
			if kind.Group != "" {
				place = "/apis/" + kind.Group + "/"
			}
			place += kind.Version + "/" + must(mapper.RESTMapping(kind.GroupKind(), kind.Version)).Resource.Resource
			if state[place] == nil {
				state[place] = &meta.List{TypeMeta: meta.TypeMeta{Kind: kind.Kind + "List", APIVersion: kind.GroupVersion().String()}}
			}
			state[place].Items = append(state[place].Items, runtime.RawExtension{Object: object})
		}
	}

	ctx, forever := context.Background(), make(chan struct{})
	config := &rest.Config{Transport: state}
	client := must(kubernetes.NewForConfig(config))
	factory := informers.NewSharedInformerFactory(client, 0)
	mutator, validator := must(mutating.NewPlugin(nil)), must(validating.NewPlugin(nil))
	initialize := initializer.New(client, must(dynamic.NewForConfig(config)), factory, authorizerfactory.NewAlwaysAllowAuthorizer(),
		feature.DefaultFeatureGate, compatibility.DefaultBuildEffectiveVersion(), forever, mapper)
	for _, plugin := range []interface {
		admission.Interface
		ValidateInitialization() error
	}{mutator, validator} {
		initialize.Initialize(plugin)
		must(0, plugin.ValidateInitialization())
	}
	factory.Start(forever)
	factory.WaitForCacheSync(forever)

	cases := os.Args[separator+1:]
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) { // they compile beside us
		pod := read(cases[0])[0].(*core.Pod)
		asks := pod.DeepCopy()
		err := mutator.Admit(ctx, attributes(pod, nil), interfaces)
		if err == nil && !equality.Semantic.DeepEqual(pod, asks) && validator.Validate(ctx, attributes(asks, nil), interfaces) != nil {
			break
		}
		if time.Now().After(deadline) {
			must(0, fmt.Errorf("%s is not changed: %w", cases[0], err))
		}
	}
	for _, path := range cases {
		name := strings.TrimSuffix(path, ".yaml")
		pods := read(path)
		var old *core.Pod
		if len(pods) == 2 {
			old = pods[0].(*core.Pod)
		}
		pod := pods[len(pods)-1].(*core.Pod)
		err := mutator.Admit(ctx, attributes(pod, old), interfaces)
		if err == nil {
			once := pod.DeepCopy()
			err = mutator.Admit(ctx, attributes(pod, old), interfaces) // as after a change by somebody else
			if err == nil && !equality.Semantic.DeepEqual(once, pod) {
				err = fmt.Errorf("changed again when asked again")
			}
		}
		if err == nil {
			err = validator.Validate(ctx, attributes(pod, old), interfaces)
		}
		pod.TypeMeta = meta.TypeMeta{Kind: "Pod", APIVersion: "v1"}
		if err != nil {
			must(0, os.WriteFile(name+".refused", []byte(err.Error()+"\n"), 0o644))
		} else {
			must(0, os.WriteFile(name+".json", must(json.Marshal(pod)), 0o644))
		}
	}
}
