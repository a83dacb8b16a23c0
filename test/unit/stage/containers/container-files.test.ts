import { containerEntries, readContainerFile } from '../../../../stage/containers/container-files';
import { containersOf } from '../../../support/unit-containers';
import type { ScriptedRunner } from '../../../support/unit-runner';
import { exited } from '../../../support/unit-runner';

describe('reading a folder of a container', () => {
  test('gives each of two hard links its content, and says that they are one file', async () => {
    const { containers } = containersOf({
      'docker cp c:/srv -': { files: { 'srv/': '', 'srv/a': 'A' }, hardLinks: { 'srv/b': 'srv/a' } },
      'docker cp c:/srv/b -': { files: { b: 'A' } },
    });
    const found: string[] = [];
    for await (const { content, header, path, sameAs } of containerEntries(containers, 'c', '/srv')) {
      let text = '';
      for await (const chunk of content) text += String(chunk);
      found.push(`${header.type} ${path} ${text} ${sameAs ?? ''}`.trim());
    }
    expect(found).toEqual(['directory /srv', 'file /srv/a A', 'file /srv/b A /srv/a']);
  });
});

describe('reading a file of a container', () => {
  const read = (script: ConstructorParameters<typeof ScriptedRunner>[0]) =>
    readContainerFile(containersOf(script).containers, 'c', '/etc/passwd');

  test('returns its text', async () => {
    expect(await read({ 'docker cp c:/etc/passwd -': { files: { passwd: 'root:x:0:0\n' } } })).toBe('root:x:0:0\n');
  });

  test('returns an empty text for a folder', async () => {
    expect(await read({ 'docker cp c:/etc/passwd -': { files: { 'passwd/': '' } } })).toBe('');
  });

  test.each([
    'Error response from daemon: Could not find the file /etc/passwd in container c',
    'Error: "/etc/passwd" could not be found on container c: no such file or directory',
  ])('reports that it is absent: %s', async (text) => {
    expect(await read({ 'docker cp c:/etc/passwd -': exited(1, text) })).toBeUndefined();
  });

  test('fails if it cannot be read', async () => {
    await expect(read({ 'docker cp c:/etc/passwd -': exited(1, 'permission denied') })).rejects.toThrow(
      'docker cp exited with code 1: permission denied',
    );
  });
});
