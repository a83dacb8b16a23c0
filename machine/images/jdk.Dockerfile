# The base images of a rehearsal that has no registry to pull a JDK from: `jdk` is what a service runs in,
# `build` is what its Dockerfile compiles in.
ARG DEBIAN=debian:forky

FROM ${DEBIAN} AS jdk
ENV LANG=C.UTF-8
# Release files of Debian's moving suites can be past their date.
RUN apt-get -o Acquire::Check-Valid-Until=false update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends openjdk-21-jdk-headless \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb /tmp/hsperfdata_*

FROM jdk AS build
RUN apt-get -o Acquire::Check-Valid-Until=false update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends ca-certificates maven openssl \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb /tmp/hsperfdata_*
