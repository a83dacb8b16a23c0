import { IMAGES } from '../../../machine/images';
import { jlinkStage } from '../../support/containers/jlink';

/** A service image without the runtime layer. */
export interface ServiceImage {
  readonly name: string;
  readonly user: { readonly uid: number; readonly gid: number };
  readonly java: string;
  readonly dockerfile: string;
  /** A folder that becomes `service` beside its Dockerfile. */
  readonly sources?: string;
  /** Options of the JVM. */
  readonly options?: readonly string[];
}

const JLINK = `${jlinkStage(['java.base', 'java.instrument', 'jdk.httpserver'])}COPY Service.java /src/
RUN javac -d /root/app /src/Service.java
FROM scratch
COPY --from=jdk /root /
`;

const DEBIAN = `FROM ${IMAGES.jdk}
COPY Service.java /src/
RUN javac -d /app /src/Service.java
`;

const BUSYBOX = `COPY --from=${IMAGES.tools} /bin/busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
`;

const root = { uid: 0, gid: 0 };
const app = { uid: 1000, gid: 1000 };

export const SERVICE_IMAGES: readonly ServiceImage[] = [
  { name: 'debian', user: root, java: 'java', dockerfile: DEBIAN },
  { name: 'debian', user: app, java: 'java', dockerfile: DEBIAN },
  { name: 'scratch', user: app, java: '/jre/bin/java', dockerfile: JLINK },
  { name: 'busybox', user: app, java: '/jre/bin/java', dockerfile: `${JLINK}${BUSYBOX}` },
];

/** Writes a line to both outputs for each request, and ends with a status of its own. */
export const SERVICE = `
import com.sun.net.httpserver.HttpServer;

public class Service {
  public static void main(String[] args) throws Exception {
    HttpServer server = HttpServer.create(new java.net.InetSocketAddress(8080), 50);
    server.createContext("/", x -> { System.out.println("out"); System.err.println("err"); x.sendResponseHeaders(200, -1); x.close(); });
    server.createContext("/exit", x -> { x.sendResponseHeaders(200, -1); x.close(); new Thread(() -> System.exit(42)).start(); });
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("graceful")));
    server.start();
  }
}
`;
