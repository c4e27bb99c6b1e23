"""What `make run` needs: the local AWS, the deployment, the provider sink, the page's server. None of it is deployed."""
