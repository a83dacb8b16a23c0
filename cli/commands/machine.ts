import { Command } from 'commander';
import { interruptSignal } from '../render/interrupt';
import { confirmOn, ensureMachine, machineStatus, takeDown } from '../../machine';
import type { Machine, MachineProgress, MachineStatus } from '../../machine';
import { Progress } from '../render/progress';

/** `machine up`, `machine down` and `machine status`: set up, tear down and show what `rehearse` needs. */
export function machineCommand(): Command {
  const machine = new Command('machine').description(
    'set up, tear down or show what a rehearsal needs on this machine',
  );
  machine
    .command('up')
    .description('start a container runtime if none is running, build the base images and start the local registry')
    .option('--yes', 'make the necessary changes without asking', false)
    .action(({ yes }: { yes: boolean }) => up(yes));
  machine
    .command('down')
    .description('stop the local registry, and the container runtime if eks-crac started it')
    .option('--purge', 'delete images, volumes and the state folder as well', false)
    .action(({ purge }: { purge: boolean }) => takeDown({ purge }, print));
  machine
    .command('status')
    .description('show what runs and what is there')
    .action(async () => print(describeStatus(await machineStatus())));
  return machine;
}

async function up(yes: boolean): Promise<void> {
  const progress = new Progress(process.stderr);
  const show: MachineProgress = (event) => {
    if (event.kind === 'started') progress.start(event.title);
    else if (event.kind === 'line') progress.say(event.text);
    else progress.succeed(event.ms, '');
  };
  const interactive = process.stdin.isTTY && process.stderr.isTTY;
  const options = { yes, interactive, command: process.argv.slice(2), signal: interruptSignal(progress) };
  print(describeMachine(await ensureMachine(options, show, confirmOn(process.stdin, process.stderr))));
}

function describeMachine({ containerRuntime, registry, stateDir }: Machine): string {
  const stop = containerRuntime.stopCommand ?? registry.stopCommand;
  return [
    `container runtime: ${containerRuntime.program} ${containerRuntime.version}${containerRuntime.startedHere ? ', started by eks-crac' : ''}`,
    `registry: ${registry.host}`,
    `state: ${stateDir}`,
    `both stay up for the next run; stop what eks-crac started with \`${stop}\``,
  ].join('\n');
}

function describeStatus({
  containerRuntime,
  images,
  packages,
  registry,
  stateDir,
  stateKiB,
  why,
}: MachineStatus): string {
  const origin = containerRuntime?.startedHere === true ? ', started by eks-crac' : '';
  return [
    `container runtime: ${containerRuntime === undefined ? `none answers (${why.join('; ')})` : `${containerRuntime.program} ${containerRuntime.version}${origin}`}`,
    `registry: ${registry.host} ${registry.state}`,
    ...images.map(({ present, reference }) => `image: ${reference} ${present ? 'present' : 'absent'}`),
    `state: ${stateDir} (${Math.round(stateKiB / 1024)} MB)`,
    ...packages.map((name) => `package: ${name}`),
  ].join('\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
