import { existsSync } from 'node:fs';

const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/**
 * What a build may mount without any layer keeping it. The certificates that this machine trusts are among them, since
 * behind a company's proxy a build can download nothing without them.
 */
export function buildSecrets(env: NodeJS.ProcessEnv = process.env): Readonly<Record<string, string>> {
  const certificates = [env['SSL_CERT_FILE'], CERTIFICATES].find((path) => path !== undefined && existsSync(path));
  return certificates === undefined ? {} : { 'ca-certificates': certificates };
}
