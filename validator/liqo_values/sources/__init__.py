"""Find values in Argo CD and Flux manifests, helmfiles, umbrella charts and folders."""
