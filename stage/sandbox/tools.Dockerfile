# Small tools of a run: the local image registry; socat, which answers for a node's credential agent; tcpdump and tcpflow, which
# hear in the gate what a restored copy sends; and busybox.
ARG DEBIAN=debian:forky

FROM ${DEBIAN} AS tools
# Release files of Debian's moving suites can be past their date.
RUN apt-get -o Acquire::Check-Valid-Until=false update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
      busybox-static docker-registry socat tcpdump tcpflow-nox \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb

# Debian's own configuration asks for a password; this registry is published on loopback only. Without deletion by
# digest no run could clean up after itself.
RUN mkdir -p /etc/eks-crac /var/lib/registry \
    && printf '%s\n' \
      'version: 0.1' \
      'log: {level: warn, accesslog: {disabled: true}}' \
      'storage: {filesystem: {rootdirectory: /var/lib/registry}, delete: {enabled: true}}' \
      'http: {addr: ":5000"}' \
      > /etc/eks-crac/registry.yml
