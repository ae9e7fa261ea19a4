"""What Argo CD's own code made of generated Applications, and the repository in which it did."""
