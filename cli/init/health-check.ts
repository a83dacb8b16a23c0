/** Where a health check of an image or of a compose file asks. */
export interface HealthCheck {
  readonly path: string;
  readonly port: number | undefined;
  readonly scheme: 'http' | 'https';
}

const ADDRESS = /\b(https?):\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d+))?(\/[^\s"'|;)\]]*)/;

/** Finds the address in the command of a health check. */
export function healthCheckIn(command: string): HealthCheck | undefined {
  const [, scheme, port, path] = ADDRESS.exec(command) ?? [];
  if (path === undefined) return undefined;
  return { path, port: port === undefined ? undefined : Number(port), scheme: scheme === 'https' ? 'https' : 'http' };
}
