import { z } from 'zod';
import { RELEASE_NAME, ROLE_ARN } from '../../contract/fields';
import { parseDocument } from '../../contract/validation';

const request = z.strictObject({
  stack: z.string().min(1).describe('the name of the stack'),
  release: z
    .string()
    .regex(RELEASE_NAME)
    .describe(
      'the name of the release, v and its number; what `latest` is changes, and a rollback would take another one',
    ),
  service: z.string().optional().describe('the service, for a stack with releases of several'),
  region: z.string().optional().describe('the region of the stack; that of the function if left out'),
  role: z
    .string()
    .regex(ROLE_ARN)
    .optional()
    .describe('a role of the account of the stack; that of the function if left out'),
});

/** What the function is asked for, by the parameters of an action or by hand. */
export type PromoteRequest = z.output<typeof request>;

export function parseRequest(input: unknown): PromoteRequest {
  return parseDocument(request, input, { kind: 'request', origin: 'of the function' });
}
