import { jdkImage } from '../../support/containers/jdk';
import { Scene } from '../../support/containers/scene';
import { describeAgent } from './agent-suite';
import { probe } from './probe';

const MINUTES = 60_000;

// JDK 21, which the machine has, is tested in `agent.test.ts`.
describe.each([17, 25] as const)('JDK %d', (version) => {
  describeAgent((containers) => jdkImage(containers, version));
});

test(
  'JDK 11 is rejected, and the message says what is needed',
  async () => {
    const scene = new Scene();
    try {
      // Compiled separately: the probe itself needs 17.
      const lines = ['ARG BASE_IMAGE', 'FROM ${BASE_IMAGE}', 'COPY Service.java .', 'RUN javac Service.java'];
      scene
        .write('Dockerfile', [...lines, 'ENTRYPOINT ["java", "Service"]', ''].join('\n'))
        .write('Service.java', SERVICE);
      const build = { context: scene.folder, args: { BASE_IMAGE: await jdkImage(scene.containers, 11) } };
      const { exitCode, stderr } = await probe(scene, {}, { build }).rehearse();
      expect(stderr).toContain(
        'the agent does not work in the JVM of the service: jdk-too-old: the Java agent needs Java 17 or newer, this is 11: base the image on a newer JDK\n',
      );
      expect(exitCode).toBe(9);
      await scene.expectNothingLeft();
    } finally {
      await scene.dispose();
    }
  },
  6 * MINUTES,
);

const SERVICE = `
public class Service {
    public static void main(String[] arguments) throws Exception {
        com.sun.net.httpserver.HttpServer server =
            com.sun.net.httpserver.HttpServer.create(new java.net.InetSocketAddress(8080), 0);
        server.createContext("/state", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes());
            exchange.close();
        });
        server.start();
    }
}
`;
