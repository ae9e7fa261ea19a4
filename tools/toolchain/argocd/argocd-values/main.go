// Command argocd-values renders an Application, and generates those of an ApplicationSet, with Argo CD's own packages.
//
// The tests compare how the validator reads a manifest with how Argo CD's repository server and its ApplicationSet
// controller do.
//
// It reads one JSON object per line, and answers with one JSON object per line:
//
//	{"root": …, "application": {…}, "source": …}   the command that Helm is given for a source, and what it renders
//	{"root": …, "applicationSet": {…}}             the Applications
//
// The root is the repository that all sources and generators name; the program runs the first `helm` in PATH.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/argoproj/argo-cd/v3/applicationset/controllers/template"
	"github.com/argoproj/argo-cd/v3/applicationset/generators"
	"github.com/argoproj/argo-cd/v3/applicationset/utils"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/reposerver/apiclient"
	"github.com/argoproj/argo-cd/v3/reposerver/repository"
	"github.com/argoproj/argo-cd/v3/util/git"
	utilio "github.com/argoproj/argo-cd/v3/util/io"
	"github.com/sirupsen/logrus"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// longestLine bounds one line of input.
const longestLine = 16 << 20

// revision is the commit that is rendered.
const revision = "0123456789abcdef0123456789abcdef01234567"

// question is one line of input.
type question struct {
	Root           string                   `json:"root"`
	Application    *v1alpha1.Application    `json:"application"`
	Source         int                      `json:"source"`
	ApplicationSet *v1alpha1.ApplicationSet `json:"applicationSet"`
}

// answer is one line of output.
type answer struct {
	Result any    `json:"result"`
	Error  string `json:"error"`
}

// rendered is the result for an Application.
type rendered struct {
	Command   string   `json:"command"`
	Manifests []string `json:"manifests"`
}

func main() {
	logrus.SetOutput(io.Discard)
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "argocd-values:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, longestLine)
	encoder := json.NewEncoder(out)
	for number := 1; lines.Scan(); number++ {
		var asked question
		given := answer{}
		if err := json.NewDecoder(bytes.NewReader(lines.Bytes())).Decode(&asked); err != nil {
			given.Error = err.Error() // the API server rejects it
		} else if result, err := reply(&asked); err != nil {
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
	if asked.ApplicationSet != nil {
		return generated(asked)
	}
	return render(asked.Root, asked.Application, asked.Source)
}

// render asks the repository server's package for one source of an Application.
func render(root string, app *v1alpha1.Application, index int) (*rendered, error) {
	paths := utilio.NewRandomizedTempPaths(root)
	refs := map[string]*v1alpha1.RefTarget{}
	for _, one := range app.Spec.Sources {
		if one.Ref != "" {
			refs["$"+one.Ref] = &v1alpha1.RefTarget{Repo: v1alpha1.Repository{Repo: one.RepoURL}}
			paths.Add(git.NormalizeGitURL(one.RepoURL), root)
		}
	}
	source := app.Spec.GetSources()[index]
	result, err := repository.GenerateManifests(
		context.Background(), filepath.Join(root, source.Path), root, revision,
		&apiclient.ManifestRequest{
			Repo:              &v1alpha1.Repository{Repo: source.RepoURL},
			AppName:           app.InstanceName("argocd"),
			Namespace:         app.Spec.Destination.Namespace,
			ProjectName:       app.Spec.Project,
			ApplicationSource: &source,
			RefSources:        refs,
			HelmOptions:       &v1alpha1.HelmOptions{ValuesFileSchemes: []string{"https", "http"}},
		},
		false, nil, resource.MustParse("0"), paths)
	if err != nil {
		return nil, err
	}
	return &rendered{Command: result.Commands[0], Manifests: result.Manifests}, nil
}

// generated asks the package of the ApplicationSet controller.
func generated(asked *question) (any, error) {
	known := map[string]generators.Generator{
		"List": generators.NewListGenerator(),
		"Git":  generators.NewGitGenerator(checkout{root: asked.Root}, ""),
	}
	known["Matrix"] = generators.NewMatrixGenerator(known)
	known["Merge"] = generators.NewMergeGenerator(known)
	result, _, err := template.GenerateApplications(
		logrus.NewEntry(logrus.StandardLogger()), *asked.ApplicationSet, known, &utils.Render{}, cluster{})
	return result, err
}

// checkout is a repository in a folder.
type checkout struct {
	root string
}

// GetFiles returns the files that a pattern selects, with their contents, as the repository server does.
func (c checkout) GetFiles(
	_ context.Context, url, _, _, pattern string, _ bool, _ *v1alpha1.SourceIntegrity,
) (map[string][]byte, error) {
	repo, err := git.NewClientExt(url, c.root, git.NopCreds{}, false, false, "", "")
	if err != nil {
		return nil, err
	}
	names, err := repo.LsFiles(pattern, false)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, name := range names {
		if files[name], err = os.ReadFile(filepath.Join(c.root, name)); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// GetDirectories returns all folders that are not hidden, as the repository server does.
func (c checkout) GetDirectories(
	_ context.Context, _, _, _ string, _ bool, _ *v1alpha1.SourceIntegrity,
) ([]string, error) {
	var folders []string
	err := filepath.WalkDir(c.root, func(path string, entry fs.DirEntry, err error) error {
		switch name, _ := filepath.Rel(c.root, path); {
		case err != nil || !entry.IsDir() || name == ".":
			return err
		case strings.HasPrefix(entry.Name(), "."):
			return filepath.SkipDir
		default:
			folders = append(folders, name)
			return nil
		}
	})
	return folders, err
}

// cluster is a client that finds every project, which restricts nothing; everything else that a client can do panics.
type cluster struct {
	client.Client
}

// Get leaves the object empty.
func (cluster) Get(context.Context, types.NamespacedName, client.Object, ...client.GetOption) error {
	return nil
}
