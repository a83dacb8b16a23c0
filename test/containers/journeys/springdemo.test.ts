import type { ReleaseRecord } from '../../../contract';
import { Scene } from '../../support/containers/scene';
import { PodNetwork } from './pod-network';
import { rehearse } from './rehearsed';
import { RestoredContainer } from './restored-container';
import { writeSpecOf } from './sample';
import { SigningTable } from './signing-table';

const MINUTES = 60_000;

/** The response of `/api/info` and the one customer, who is named after the key that signed the request. */
async function answersOf(container: RestoredContainer): Promise<readonly [unknown, unknown]> {
  expect(await container.ready()).toMatchObject({ mode: 'restored' });
  const [info, customers] = await Promise.all(['/api/info', '/api/customers'].map((path) => container.request(path)));
  return [JSON.parse(info?.body ?? ''), JSON.parse(customers?.body ?? '')];
}

describe('springdemo has the configuration and the credentials of its pod', () => {
  let scene: Scene;
  let table: SigningTable;

  beforeEach(async () => {
    scene = new Scene();
    table = await SigningTable.start(scene.containers);
  });

  afterEach(async () => {
    await table.stop();
    await scene.dispose();
  });

  async function restored(record: ReleaseRecord, region: string, accessKey: string): Promise<RestoredContainer> {
    const port = record.pod.port;
    const pod = await PodNetwork.open(scene.containers, { accessKey, label: record.service, port });
    const settings = { MODE: 'prod', AWS_REGION: region, CUSTOMERS_TABLE: 'others', DYNAMODB_ENDPOINT: table.endpoint };
    return RestoredContainer.start(scene.containers, record, { ...settings, ...pod.environment }, { pod });
  }

  test.each([
    ['after its warm-up', 'eks-crac.yaml'],
    ['when Spring has refreshed its context', 'eks-crac.on-refresh.yaml'],
  ])(
    'checkpointed %s',
    async (_, spec) => {
      writeSpecOf(scene, `examples/springdemo/${spec}`, ({ warmUp }) => ({
        warmUp: { ...warmUp, until: { count: 20 } },
      }));
      const { record } = await rehearse(scene, 1, 4 * MINUTES);
      try {
        const copies = [
          await restored(record, 'eu-north-1', 'ASIANORTHERN'),
          await restored(record, 'ap-south-2', 'ASIASOUTHERN'),
        ];
        const common = { mode: 'prod', endpoint: table.endpoint, table: 'others' };
        const [northern, southern] = await Promise.all(copies.map(answersOf));
        expect(northern).toEqual([
          { ...common, region: 'eu-north-1' },
          [expect.objectContaining({ id: 'others', name: 'ASIANORTHERN', email: 'eu-north-1' })],
        ]);
        expect(southern).toEqual([
          { ...common, region: 'ap-south-2' },
          [expect.objectContaining({ id: 'others', name: 'ASIASOUTHERN', email: 'ap-south-2' })],
        ]);
      } finally {
        await RestoredContainer.removeAll(scene.containers, record);
      }
    },
    6 * MINUTES,
  );
});
