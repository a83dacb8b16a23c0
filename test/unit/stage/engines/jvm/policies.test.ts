import type { CaptureSpec } from '../../../../../contract';
import { ENGINE_DRIVERS } from '../../../../../stage/engines';
import { captureSpec } from '../../../../support/unit-capture-spec';

type Rules = CaptureSpec['checkpoint']['descriptors'];

const policies = (descriptors: Rules) =>
  ENGINE_DRIVERS.crac.captureFiles(captureSpec({ engine: { type: 'crac' }, checkpoint: { descriptors } }))[
    'policies.yaml'
  ];

describe('the rules for open descriptors of a JVM with CRaC', () => {
  test('are none where the spec has none', () => {
    expect(policies([])).toBe('');
  });

  test('match either end of a connection, which takes two rules', () => {
    expect(policies([{ action: 'close', kind: 'tcp', pattern: '*:5432' }])).toBe(
      [
        ...['type: socket', 'family: ip', 'remoteAddress: *', 'remotePort: 5432', 'action: close', '---'],
        ...['type: socket', 'family: ip', 'localAddress: *', 'localPort: 5432', 'action: close', ''],
      ].join('\n'),
    );
  });

  test.each<[Rules[number], string]>([
    [
      { action: 'reopen', kind: 'file', pattern: '/var/log/*.log' },
      'type: file\npath: /var/log/*.log\naction: reopen\n',
    ],
    [{ action: 'keep', kind: 'directory', pattern: '/srv' }, 'type: file\npath: /srv\naction: ignore\n'],
    [{ action: 'fail', kind: 'pipe', pattern: '*' }, 'type: pipe\naction: error\n'],
    [
      { action: 'keep', kind: 'kernel', pattern: 'anon_inode:[eventpoll]*' },
      'type: filedescriptor\nregex: anon_inode:\\[eventpoll\\].*\naction: ignore\n',
    ],
  ])('%j', (rule, text) => {
    expect(policies([rule])).toBe(text);
  });

  test('are the same for warp, and none for openj9, which leaves descriptors to CRIU', () => {
    const spec = captureSpec({ checkpoint: { descriptors: [{ action: 'keep', kind: 'file', pattern: '/a' }] } });
    expect(ENGINE_DRIVERS.warp.captureFiles(spec)['policies.yaml']).toBe('type: file\npath: /a\naction: ignore\n');
    expect(ENGINE_DRIVERS.openj9.captureFiles(spec)).toEqual({});
  });
});
