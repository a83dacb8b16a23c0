/** Writes one line of JSON, which CloudWatch Logs can be asked for by field. Never an event: it carries credentials. */
export function log(level: 'INFO' | 'ERROR', message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  process.stdout.write(`${JSON.stringify({ timestamp: new Date().toISOString(), level, message, ...fields })}\n`);
}

/** Returns what a failure says, with its remedy where there is one. */
export function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, remedy } = error as Error & { readonly remedy?: unknown };
  return typeof remedy === 'string' ? `${message}; ${remedy}` : message;
}
