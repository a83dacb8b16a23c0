import { z } from 'zod';

/** The fields of the container runtime's `inspect` output that the stage uses; Docker and Podman agree on them. */

const strings = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);

export const imageAnswer = z
  .array(
    z.object({
      Id: z.string(),
      Architecture: z.string(),
      Config: z.object({
        User: z.string().nullish(),
        Env: strings,
        Entrypoint: strings,
        Cmd: strings,
        WorkingDir: z.string().nullish(),
        Volumes: z.record(z.string(), z.unknown()).nullish(),
      }),
    }),
  )
  .length(1);

export const containerAnswer = z
  .array(
    z.object({
      Id: z.string(),
      Config: z.object({ Hostname: z.string().nullish() }).nullish(),
      State: z.object({
        Running: z.boolean(),
        ExitCode: z.number(),
        StartedAt: z.string(),
        OOMKilled: z.boolean().optional(),
      }),
      NetworkSettings: z.object({
        Ports: z
          .record(z.string(), z.array(z.object({ HostIp: z.string(), HostPort: z.string() })).nullish())
          .nullish(),
      }),
    }),
  )
  .length(1);

export interface ImageConfig {
  readonly id: string;
  readonly architecture: string;
  readonly user: string;
  readonly env: readonly string[];
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** The folders that the image declares as volumes. */
  readonly volumes: readonly string[];
}

export interface ContainerState {
  readonly running: boolean;
  readonly exitCode: number;
  /** Milliseconds since the epoch, with fractions. */
  readonly startedAt: number;
  readonly outOfMemory: boolean;
}

/** Parses a container runtime's timestamp, which is more precise than `Date`. */
export function preciseTime(text: string): number {
  const whole = Date.parse(text.replace(/\.\d+/, ''));
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '0';
  return whole + Number(`0.${fraction}`) * 1000;
}
