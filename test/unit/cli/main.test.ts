import manifest from '../../../package.json';
import { command } from '../../support/unit-command';

test('--version prints the version of the package', async () => {
  expect(await command('--version')).toEqual({ exitCode: 0, stdout: `${manifest.version}\n`, stderr: '' });
});

test('--version of a command is its own option', async () => {
  const { exitCode, stderr } = await command('release', '--repository', 'localhost:1/x', '--version', '7');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('must be v and a number, for example v7.');
});
