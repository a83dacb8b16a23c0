import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownDockerConfig } from '../../../../stage/codebuild/docker-config';
import { scratch } from '../../../support/unit-scratch';

describe('the Docker configuration of a build', () => {
  test('has the user’s plugins and settings, and its own logins', () => {
    const users = scratch();
    mkdirSync(join(users, 'cli-plugins'));
    writeFileSync(join(users, 'cli-plugins/docker-buildx'), 'plugin');
    const settings = { proxies: { default: { httpsProxy: 'http://proxy:3128' } }, auths: { 'ghcr.io': {} } };
    writeFileSync(join(users, 'config.json'), JSON.stringify({ ...settings, credsStore: 'desktop' }));
    const folder = ownDockerConfig(join(scratch(), 'docker'), { DOCKER_CONFIG: users });
    expect(readFileSync(join(folder, 'cli-plugins/docker-buildx'), 'utf8')).toBe('plugin');
    expect(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'))).toEqual(settings);
    expect(statSync(join(folder, 'config.json')).mode & 0o777).toBe(0o600);
    writeFileSync(join(folder, 'config.json'), '{}');
    expect(readFileSync(join(users, 'config.json'), 'utf8')).toContain('desktop');
  });

  test('is empty if the user has none', () => {
    const folder = ownDockerConfig(join(scratch(), 'docker'), { DOCKER_CONFIG: join(scratch(), 'nothing') });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });
});
