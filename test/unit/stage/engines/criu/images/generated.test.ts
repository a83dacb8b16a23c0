import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../../../../../../kit/package-path';
import { scratch } from '../../../../../support/unit-scratch';

const IMAGES = 'stage/engines/criu/images';
const GENERATED = packagePath(`${IMAGES}/criu_pb.ts`);

test('the messages in TypeScript are those of criu.proto: else run `npm run proto`', () => {
  const out = scratch();
  const argv = ['buf', 'generate', '--template', `${IMAGES}/buf.gen.yaml`, '--output', out];
  execFileSync('npx', argv, { cwd: packagePath('.') });
  expect(readFileSync(join(out, IMAGES, 'criu_pb.ts'), 'utf8')).toBe(readFileSync(GENERATED, 'utf8'));
});
