"""Where values for Liqo are, in other files than values files.

Which modules read what:

- which kind of file it is: ``detect`` (cheaply), ``discovery`` (by its content, and who reads it), ``folder_walk``,
  ``object_readers`` (who reads Kubernetes objects), ``own_values`` and ``foreign_values`` (values files of Liqo, and of
  other charts)
- what every reader uses: ``manifests`` (objects with places), ``release`` and ``found`` (what is returned),
  ``chart_reference`` (which chart is installed), ``missing_charts`` (one that is not available), ``object_lookup``
  (ConfigMaps and other objects that are referred to), ``held_values`` (values as maps, texts, files and arguments),
  ``expected_mode`` (the mode that an annotation expects)
- Argo CD: ``argocd`` and ``argocd_*``, ``application_sets``, ``application_set_*``
- Flux: ``flux`` and ``flux_*``, ``helm_release``
- Kustomize: ``kustomize`` and ``kustomize_*``, ``rendered_patches`` (of what charts render, also by Flux);
  ``post_renderers`` (programs that change it)
- helmfile: ``helmfile``, ``helmfile_templates``, ``helmfile_environment``, ``helmfile_files``
- umbrella charts: ``umbrella`` and ``umbrella_*``
- Terraform and OpenTofu: ``terraform`` and ``terraform_*``
- scripts: ``shell``, ``command_hosts``, ``code_blocks`` and ``pipelines`` (files with command lines),
  ``script_programs`` (what a command starts), ``script_replacements`` (what `xargs` and `find` replace in it),
  ``command_line`` (options), ``helm_lines`` and ``liqoctl_lines`` (what they install), ``uncertain_lines`` (those that
  are not known), ``script_values`` (the values in them), ``conditional_arguments`` (those that may not be passed),
  ``script_objects`` (manifests in them)
- other tools: ``holders`` (a table of Kubernetes objects), ``k3s``, ``fleet``, ``ansible``, ``skaffold``, ``pulumi``
- output of Helm that was saved: ``helm_output``
- what is not read, but pointed out: ``programs``, ``references``
"""
