import { z } from 'zod';
import { seconds } from './fields';
import { contradictions, mustChange } from './must-change';
import { gateRequest, HEADER_NAME } from './requests';

/** The field `gate` of a capture spec. */
export const gate = z
  .strictObject({
    restores: z.int().min(2).max(16).default(3).describe('copies restored at the same time, 2 to 16'),
    deadlineSeconds: seconds(600).default(60),
    podDeadlineSeconds: z
      .number()
      .min(1)
      .max(600)
      .optional()
      .describe('how long a restore may take in a pod, 1 to 600 seconds; what the gate measured decides if left out'),
    p95Seconds: z
      .number()
      .positive()
      .max(600)
      .optional()
      .describe(
        'how long 95 of 100 restores may take at most, from container start to the first answer, above 0 and at most 600 seconds; no limit if left out',
      ),
    stopSeconds: seconds(3600)
      .default(30)
      .describe(
        'how long a copy may take to end after SIGTERM, above 0 and at most 3600 seconds, as the grace period of the pod',
      ),
    coldStart: z
      .enum(['answers', 'ready'])
      .default('answers')
      .describe(
        'what a cold start of the checkpoint image must show: `answers` to respond to `gate.requests` with their status, or `ready` to become ready, for a service that keeps in memory what its warm-up sent',
      ),
    mustChange: z
      .array(mustChange)
      .max(50)
      .default([])
      .describe('a list of what a restored copy must see that differs from the capture, at most 50')
      .check(({ issues, value }) => {
        for (const name of contradictions(value)) {
          issues.push({ code: 'custom', message: `gives ${name} two values`, input: value });
        }
      }),
    requests: z.array(gateRequest).default([]).describe('a list of requests whose responses are compared'),
    ignore: z
      .array(z.string().min(1))
      .default([])
      .describe('a list of names of JSON fields left out of the comparison at any depth, for example id'),
    headers: z
      .record(z.string().regex(HEADER_NAME), z.enum(['compare', 'ignore']))
      .default({})
      .describe(
        'names of HTTP headers of responses, each with `compare` to compare its values as they are, or `ignore` to leave it out',
      ),
    cloneProbe: z
      .boolean()
      .default(true)
      .describe(
        'true when copies that draw the same random numbers, or give out the same session, token or id, are refused',
      ),
    unique: z
      .array(z.string().min(1))
      .default([])
      .describe(
        'a list of names of JSON fields, at any depth, whose values must differ between copies, for example token',
      ),
  })
  .describe('what a captured checkpoint must pass before it is a release');
