/** How private keys begin, as Base64, that anybody can read in the source of a library. They protect nothing. */
const PUBLISHED_KEYS: readonly string[] = [
  // Netty tries with it whether a TLS library can be used: SslUtils.PROBING_KEY, in older versions OpenSsl.KEY
  'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCCBtayYNDrM3NFnkBbwTd6gaWp',
];

export function isPublished(key: Buffer): boolean {
  const text = key.toString('base64');
  return PUBLISHED_KEYS.some((begin) => text.startsWith(begin));
}
