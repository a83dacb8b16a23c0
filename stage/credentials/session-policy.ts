/** STS opens no shorter session. */
export const SHORTEST_SESSION_SECONDS = 900;

/**
 * Returns a session policy that ends a session before STS does. It takes nothing from what the role may do until then; the
 * explicit denial also counts where a resource grants something to the session by its name, which no session policy
 * limits otherwise.
 */
export function endingAt(end: Date): string {
  // IAM compares whole seconds.
  const time = `${end.toISOString().slice(0, 19)}Z`;
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { DateGreaterThanEquals: { 'aws:CurrentTime': time } },
      },
    ],
  });
}
