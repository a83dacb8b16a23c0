/** Parts of names of variables, headers and settings that hold a secret. */
const SECRET =
  /SECRET|TOKEN|PASS(WORD|WD|PHRASE|CODE)|(^|_)(PASS|PWD|PAT|PIN|DSN|JWT|SALT|PEPPER|COOKIE|BEARER|HMAC)($|_)|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|AUTH_?KEY|SIGNING_?KEY|ENCRYPTION_?KEY|MASTER_?KEY|ACCOUNT_?KEY|LICENSE_?KEY|APP_?KEY|(^|_)AUTH(ORIZATION)?$|BASIC_?AUTH|CREDENTIAL|CANARY|CONNECTION_?STRING|CONN_?STR|WEBHOOK/;

/** Names of what only leads to a secret, or describes one. */
const ABOUT =
  /_(FILE|PATH|DIR|FOLDER|URI|URL|ENDPOINT|HOST|PORT|NAME|TYPE|TTL|EXPIRY|EXPIRATION|EXPIRES|SECONDS|MINUTES|LENGTH|SIZE|COUNT|LIMIT|ENABLED|PROVIDER|PROVIDERS|ISSUER|HEADER|ALGORITHM|VALIDITY|LIFETIME|AGE|ARN|ID)S?$|^(PWD|OLDPWD|SSH_AUTH_SOCK)$/;

/**
 * Whether a name says that the value is a secret: `DATABASE_PASSWORD`, `X-Api-Key`, `spring.datasource.password`. An id
 * of an access key is one, because its secret is next to it.
 */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[-.]/g, '_')
    .toUpperCase();
  return (SECRET.test(words) && !ABOUT.test(words)) || /ACCESS_?KEY_?ID$/.test(words);
}
