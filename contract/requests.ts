import { z } from 'zod';
import { httpPath, httpStatus } from './fields';

/** A token in the sense of RFC 9110. */
export const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

const request = z.strictObject({
  method: z
    .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
    .default('GET')
    .describe('the HTTP method in capital letters'),
  path: httpPath,
  headers: z
    .record(z.string().regex(HEADER_NAME), z.string())
    .default({})
    .describe('names of HTTP headers and their values, each a string'),
  json: z.json().optional().describe('a body sent as JSON, with its content type'),
  body: z.string().optional().describe('a body sent as it is; leave `json` out then'),
  status: httpStatus.default(200),
});

const oneBody = (value: { json?: unknown; body?: string | undefined }) =>
  value.json === undefined || value.body === undefined;
const ONE_BODY = { message: 'takes `json` or `body`, not both' };

/** A request and the status expected in response. */
export const plainRequest = request.refine(oneBody, ONE_BODY);

/** A request of the warm-up. */
export const warmUpRequest = plainRequest;

/** A request that every restored copy must answer like the captured service. */
export const gateRequest = request
  .extend({
    compare: z
      .enum(['answer', 'status'])
      .default('answer')
      .describe(
        '`answer` to compare status, headers and body, or `status` to compare the status alone, for responses that depend on earlier requests',
      ),
  })
  .refine(oneBody, ONE_BODY);

export type WarmUpRequest = z.output<typeof warmUpRequest>;
export type GateRequest = z.output<typeof gateRequest>;
