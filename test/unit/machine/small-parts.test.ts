import { PassThrough } from 'node:stream';
import { confirmOn, invocation, machineFolders, withYes } from '../../../machine';
import { mountsBelow } from '../../../machine/own-docker/mounts';
import { planRuntime } from '../../../machine/plan';

describe('state folder', () => {
  test.each([
    [{ EKS_CRAC_STATE: '/s', XDG_STATE_HOME: '/x', HOME: '/h' }, '/s'],
    [{ EKS_CRAC_STATE: '', XDG_STATE_HOME: '/x', HOME: '/h' }, '/x/eks-crac'],
    [{ XDG_STATE_HOME: 'relative', HOME: '/h' }, '/h/.local/state/eks-crac'],
    [{ HOME: '/h' }, '/h/.local/state/eks-crac'],
  ])('%j is %s', (env, root) => {
    expect(machineFolders(env).root).toBe(root);
  });
});

describe('command to repeat', () => {
  const npm = (script: string) => ({ npm_package_name: 'eks-crac', npm_lifecycle_event: script });
  test.each([
    [npm('rehearse'), ['rehearse', '--yes'], 'npm run rehearse -- --yes'],
    [npm('rehearse'), ['machine', 'down'], 'npm run eks-crac -- machine down'],
    [npm('test:containers'), ['machine', 'up', '--yes'], 'npm run eks-crac -- machine up --yes'],
    [{ npm_lifecycle_event: 'npx' }, ['rehearse', '--yes'], 'npx eks-crac rehearse --yes'],
    [{ npm_package_name: 'theirs', npm_lifecycle_event: 'start' }, ['rehearse', '--yes'], 'eks-crac rehearse --yes'],
    [{}, ['rehearse', '--spec', "it's here.yaml"], String.raw`eks-crac rehearse --spec 'it'\''s here.yaml'`],
  ])('%j %j is %s', (env, args, text) => {
    expect(invocation(env, args)).toBe(text);
  });

  test('names --yes once', () => {
    expect(withYes(['rehearse', '--yes'])).toEqual(['rehearse', '--yes']);
  });
});

test('does not announce an unpacking that an earlier run has done', () => {
  const plan = planRuntime({
    folder: machineFolders({ EKS_CRAC_STATE: '/s' }),
    unpacked: true,
    bridge: 'b',
    registryHost: 'r',
  });
  expect(plan.changes).toHaveLength(3);
  expect(plan.changes[0]).toMatch(/^start dockerd/);
});

describe('confirmation', () => {
  test.each([
    ['y\n', true],
    ['YES\n', true],
    ['n\n', false],
    ['\n', false],
    ['yesterday\n', false],
    ['', false],
  ])('%j is %s', async (typed, agreed) => {
    const output = new PassThrough();
    const input = new PassThrough();
    const answer = confirmOn(input, output)({ changes: ['do this', 'and that'] });
    input.end(typed);
    expect(await answer).toBe(agreed);
    expect(String(output.read())).toContain(
      'Setting one up changes this machine:\n  - do this\n  - and that\nGo on? [y/N] ',
    );
  });
});

test('finds mounts below a folder, the innermost first, and none beside it', () => {
  const info = ['/s', '/s/docker/a\\040b', '/s/docker/a\\040b/c', '/state'].map(
    (point) => `42 27 254:0 /x ${point} rw - ext4 /dev/vda rw`,
  );
  expect(mountsBelow('/s', info.join('\n'))).toEqual(['/s/docker/a b/c', '/s/docker/a b', '/s']);
});
