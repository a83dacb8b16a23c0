# Small tools of a run: the local image registry; socat, which serves the credential endpoint; tcpdump and tcpflow, which
# record what a restored copy sends in the gate; and busybox.
ARG DEBIAN=debian:forky

FROM ${DEBIAN} AS tools
# Release files of Debian's moving suites can be past their date.
RUN apt-get -o Acquire::Check-Valid-Until=false update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
      busybox-static docker-registry socat tcpdump tcpflow-nox \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb

# Debian's configuration requires a password; this registry is bound to loopback, so it needs none. Runs need deletion
# by digest to clean up after themselves.
RUN mkdir -p /etc/eks-crac /var/lib/registry \
    && printf '%s\n' \
      'version: 0.1' \
      'log: {level: warn, accesslog: {disabled: true}}' \
      'storage: {filesystem: {rootdirectory: /var/lib/registry}, delete: {enabled: true}}' \
      'http: {addr: ":5000"}' \
      > /etc/eks-crac/registry.yml
