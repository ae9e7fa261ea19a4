FROM alpine
RUN ["liqoctl", "install", "kind", "--cluster-name", "rome"]
RUN set -e \
# a comment
  && liqoctl install kind \

  # another comment
    --set networking.enabeld=false
