import { z } from 'zod';

/** Field types shared by several documents. Each description says what to write: errors show it as the remedy. */

export const SERVICE_NAME = /^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/;
export const DIGEST = /^sha256:[0-9a-f]{64}$/;
export const RELEASE_NAME = /^v[1-9][0-9]*$/;

export const CPU_CLASS_NAME = /^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/;
export const CPU_FEATURES = /^(native|generic|0x[0-9a-f]+(,0x[0-9a-f]+)?)$/;
export const ROLE_ARN = /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/[\w+=,.@/-]+$/;
export const IMAGE_BY_DIGEST = /^[a-z0-9][\w.:/-]*@sha256:[0-9a-f]{64}$/;

export const serviceName = z
  .string()
  .regex(SERVICE_NAME)
  .describe('the service as it is named in the registry and in Kubernetes: up to 40 of a-z, 0-9 and -, a letter first');

export const port = z.int().min(1).max(65535).describe('a TCP port, 1 to 65535');

export const httpPath = z
  .string()
  .regex(/^\/\S*$/)
  .describe('a path that starts with /, for example /actuator/health/readiness');

export const httpStatus = z.int().min(100).max(599).describe('an HTTP status, 100 to 599');

export const digest = z.string().regex(DIGEST).describe('a digest, sha256: and 64 hexadecimal digits');

export const imageByDigest = z
  .string()
  .regex(IMAGE_BY_DIGEST)
  .describe('an image by its digest, for example public.ecr.aws/docker/library/debian@sha256:…');

export const cpuClassName = z
  .string()
  .regex(CPU_CLASS_NAME)
  .describe(
    'the name of a CPU class, which is the value of a node label: up to 40 of a-z, 0-9 and -; local requires no label',
  );

export const absolutePath = z
  .string()
  .regex(/^\/([^\n]*[^/\n])?$/)
  .describe('an absolute path without a slash at its end');

export const environment = z
  .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string())
  .describe('names of environment variables (letters, digits and _, no digit first) and their values, each a string');

export const cpu = z
  .number()
  .min(0.1)
  .max(256)
  .describe("CPUs, as in the pod's limit: 0.1 to 256, for example 1 or 0.5");

export const memoryMiB = z.int().min(64).max(1_048_576).describe("memory in MiB, as in the pod's limit: 64 to 1048576");

export const seconds = (most: number) =>
  z.number().positive().max(most).describe(`seconds, above 0 and at most ${most}`);

/** How a service is asked whether it is ready. */
export const READINESS_SCHEMES = ['http', 'https'] as const;
