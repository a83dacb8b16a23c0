import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { ReleaseRecord } from '../../../contract';
import { packagePath } from '../../../kit/package-path';
import { jlinkStage } from '../../support/containers/jlink';
import { Scene } from '../../support/containers/scene';
import { rehearse } from './rehearsed';
import { RestoredContainer } from './restored-container';
import { writeSampleSpec } from './sample';

const MINUTES = 60_000;
/** What the sample and the agent use. */
const MODULES = ['java.base', 'java.instrument', 'jdk.httpserver'];

const DOCKERFILE = `${jlinkStage(MODULES)}COPY src src
RUN javac -d /root/app src/plain/*.java
FROM scratch
COPY --from=jdk /root /
USER 10001:10001
ENTRYPOINT ["/jre/bin/java", "-cp", "/app", "plain.Main"]
`;

describe('a service whose image has a JVM and its libraries, and nothing else', () => {
  const scene = new Scene();
  let record: ReleaseRecord;

  beforeAll(async () => {
    cpSync(packagePath('examples/plain/src'), join(scene.folder, 'src'), { recursive: true });
    scene.write('Dockerfile', DOCKERFILE);
    writeSampleSpec(scene, 'plain', () => ({ build: { context: '.' } }));
    const made = await rehearse(scene);
    ({ record } = made);
    expect(made.report.rows[1]).toMatchObject({ id: 'image', coldStarts: 0 });
  }, 4 * MINUTES);

  afterAll(async () => {
    await RestoredContainer.removeAll(scene.containers, record);
    await scene.dispose();
  });

  test('is released, and a copy is restored with the environment of its pod', async () => {
    const copy = await RestoredContainer.start(scene.containers, record, { LOG_REQUESTS: 'true' });
    expect(await copy.ready()).toMatchObject({ mode: 'restored', reason: '' });
    expect((await copy.request('/api/customers')).status).toBe(200);
    await copy.hasPrinted(/^plain: GET \/api\/customers 200$/m);
    expect(await copy.end('TERM')).toBe(143);
  });

  test('starts cold where a restore is not wanted', async () => {
    const copy = await RestoredContainer.start(scene.containers, record, { EKS_CRAC_MODE: 'cold' });
    expect(await copy.ready()).toMatchObject({ mode: 'cold', reason: 'disabled' });
  });
});
