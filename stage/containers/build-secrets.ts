import { existsSync } from 'node:fs';

const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/**
 * Build secrets, which a build step may mount without leaving them in a layer. They include the certificates this
 * machine trusts: behind a corporate proxy a build cannot download anything without them.
 */
export function buildSecrets(env: NodeJS.ProcessEnv = process.env): Readonly<Record<string, string>> {
  const certificates = [env['SSL_CERT_FILE'], CERTIFICATES].find((path) => path !== undefined && existsSync(path));
  return certificates === undefined ? {} : { 'ca-certificates': certificates };
}
