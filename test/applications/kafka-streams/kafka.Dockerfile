ARG BASE_IMAGE
ARG BUILD_IMAGE
FROM ${BUILD_IMAGE} AS built
WORKDIR /fetched
COPY fetch /usr/local/bin/
COPY kafka/pom.xml .
RUN --mount=type=cache,target=/root/.m2,sharing=locked \
    --mount=type=secret,id=ca-certificates \
    --mount=type=tmpfs,target=/run/trust \
    fetch package

FROM ${BASE_IMAGE}
WORKDIR /kafka
COPY --from=built /fetched/target/lib lib/
COPY kafka/server.properties .
RUN java -cp 'lib/*' kafka.tools.StorageTool format -t 4L6g3nShT-eMCtK--X86sw -c server.properties
CMD ["java", "-Xmx256m", "-cp", "lib/*", "kafka.Kafka", "server.properties"]
