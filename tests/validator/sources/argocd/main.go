// Renders Applications as Argo CD's repository server does: reads one JSON object a line, prints one a line.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/reposerver/apiclient"
	"github.com/argoproj/argo-cd/v3/reposerver/repository"
	"github.com/argoproj/argo-cd/v3/util/git"
	utilio "github.com/argoproj/argo-cd/v3/util/io"
	"github.com/sirupsen/logrus"
	"k8s.io/apimachinery/pkg/api/resource"
)

type request struct {
	Root string               `json:"root"`
	App  v1alpha1.Application `json:"app"`
}

func main() {
	logrus.SetLevel(logrus.PanicLevel)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<26)
	for lines.Scan() {
		var asked request
		answer := map[string]any{}
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			answer["error"] = err.Error()
		} else if manifests, err := render(&asked); err != nil {
			answer["error"] = err.Error()
		} else {
			answer["manifests"] = manifests
		}
		out, _ := json.Marshal(answer)
		fmt.Println(string(out))
	}
}

func render(asked *request) ([]string, error) {
	spec := asked.App.Spec
	source := spec.GetSource()
	refs := map[string]*v1alpha1.RefTarget{}
	paths := utilio.NewRandomizedTempPaths(asked.Root)
	for _, one := range spec.Sources {
		if one.Ref != "" {
			refs["$"+one.Ref] = &v1alpha1.RefTarget{Repo: v1alpha1.Repository{Repo: one.RepoURL}}
			paths.Add(git.NormalizeGitURL(one.RepoURL), asked.Root)
		}
		if one.Path != "" {
			source = one
		}
	}
	answer, err := repository.GenerateManifests(context.Background(), asked.Root+"/"+source.Path, asked.Root,
		"0123456789abcdef", &apiclient.ManifestRequest{
			Repo: &v1alpha1.Repository{Repo: source.RepoURL}, AppName: asked.App.Name,
			Namespace: spec.Destination.Namespace, ProjectName: spec.Project, ApplicationSource: &source,
			RefSources: refs, HelmOptions: &v1alpha1.HelmOptions{ValuesFileSchemes: []string{"https", "http"}},
		}, false, nil, resource.MustParse("0"), paths)
	if err != nil {
		return nil, err
	}
	return answer.Manifests, nil
}
