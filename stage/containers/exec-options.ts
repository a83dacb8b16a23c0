import { variableOptions } from './variables';

/** How a command runs in a container that runs. */
export interface ExecOptions {
  /** @default - the user of the container */
  readonly user?: string;
  /** Variables that differ from those of the container. */
  readonly env?: Readonly<Record<string, string>>;
  /** After it the command is given up; what it started in the container may go on. */
  readonly timeoutMs?: number;
}

export function execArguments({ env = {}, user }: Omit<ExecOptions, 'timeoutMs'>): readonly string[] {
  return [...(user === undefined ? [] : ['--user', user]), ...variableOptions('--env', env)];
}
