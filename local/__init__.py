"""What `make run` needs: the local AWS, the deployment, the provider sink and the page's server; none is deployed."""
