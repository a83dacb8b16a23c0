import { Cluster } from './harness/cluster';
import { CONTEXT } from './harness/folders';

/** `npm run cluster -- build|up|down|status`: the cluster of the tests, for people. */
const say = (line: string) => process.stderr.write(`${line}\n`);

async function status(cluster: Cluster): Promise<void> {
  const { processes, ready } = await cluster.status();
  for (const { name, pid } of processes) say(`${name}: ${pid === undefined ? 'ended' : `process ${pid}`}`);
  say(ready ? 'the node is ready' : 'not up');
  if (!ready) process.exitCode = 1;
}

async function up(cluster: Cluster): Promise<void> {
  await cluster.up(say);
  process.stdout.write(`kubeconfig: ${cluster.folders.kubeconfig}\ncontext: ${CONTEXT}\n`);
}

/** Ends the compiler with this program, and not minutes later. */
async function build(cluster: Cluster): Promise<void> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  await cluster.build(say, interrupted.signal);
}

const COMMANDS: Readonly<Record<string, (cluster: Cluster) => Promise<void>>> = {
  build,
  up,
  down: (cluster) => cluster.down(say),
  status,
};

async function main([name = '']: readonly string[]): Promise<void> {
  const command = COMMANDS[name];
  if (command === undefined) throw new Error(`usage: npm run cluster -- ${Object.keys(COMMANDS).join('|')}`);
  await command(await Cluster.onThisMachine());
}

main(process.argv.slice(2)).catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
