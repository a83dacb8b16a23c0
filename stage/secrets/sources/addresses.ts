/** `scheme://user:password@host`, also behind `jdbc:`. */
const USER_INFO = /[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:([^\s@/]+)@/gi;
/** A parameter of a JDBC address or of a DSN, `host=db password=… user=…`. */
const PARAMETER = /(?:^|[\s;&?])(?:password|passwd|pwd|accountkey|sharedaccesskey|sig)=([^\s;&]+)/gi;

/** Returns passwords in addresses and data source names, as they are there and without the escapes of a URL. */
export function passwordsIn(text: string): readonly string[] {
  const found = [...text.matchAll(USER_INFO), ...text.matchAll(PARAMETER)].map(([, password = '']) => password);
  return [...new Set(found.flatMap((password) => [password, unescaped(password)]))];
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
