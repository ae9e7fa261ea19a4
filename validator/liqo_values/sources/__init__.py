"""Where values are kept: manifests of Argo CD, Flux and helmfile, umbrella charts, folders."""
