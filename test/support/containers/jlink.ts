import { IMAGES } from '../../../machine/images';

/**
 * The first stage of a Dockerfile, `jdk`: below /root it has a JVM of these modules in /jre, with the libraries that it
 * loads and a /tmp, and nothing else; no shell and no /etc/passwd.
 */
export function jlinkStage(modules: readonly string[]): string {
  return `FROM ${IMAGES.jdk} AS jdk
RUN jlink --add-modules ${modules.join(',')} --strip-java-debug-attributes --output /root/jre
RUN find /root/jre -name '*.so' -o -path '*/bin/java' | xargs ldd | grep -o '/[^ ]*\\.so[^ ]*' | grep -v ^/root/ | sort -u \\
    | xargs -I {} cp --parents -L {} /root
RUN mkdir -m 1777 /root/tmp
`;
}
