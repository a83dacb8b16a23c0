import { Command } from 'commander';
import type { Wave } from './model';
import { scaleTable } from './scale-table';

/** A thousand pods on a hundred nodes of c7i.large, with the checkpoint of springdemo. */
export const WAVE: Wave = {
  ...{ pods: 1000, nodes: 100, packBytes: 56_600_000, layerBytes: 49_000_000 },
  // 0.781 Gbit/s: what EC2 guarantees; for some minutes it is up to 12.5.
  nodeBytesPerSecond: 0.781e9 / 8,
};

interface ScaleOptions {
  readonly pods: number;
  readonly nodes: number;
  readonly pack: number;
  readonly layer: number;
  readonly network: number;
}

/** `bench scale`: arithmetic, without a measurement. */
export function scaleCommand(): Command {
  return new Command('scale')
    .description('reckon what many pods that start at once ask of each store: bytes, requests, time, dollars')
    .option('--pods <number>', 'pods that start at once', Number, WAVE.pods)
    .option('--nodes <number>', 'nodes that they are on', Number, WAVE.nodes)
    .option('--pack <bytes>', 'size of the pack', Number, WAVE.packBytes)
    .option('--layer <bytes>', "size of the checkpoint's layer", Number, WAVE.layerBytes)
    .option('--network <bytes>', 'bytes a second that a node carries', Number, WAVE.nodeBytesPerSecond)
    .action(({ layer, network, nodes, pack, pods }: ScaleOptions) => {
      const wave = { pods, nodes, packBytes: pack, layerBytes: layer, nodeBytesPerSecond: network };
      process.stdout.write(`${scaleTable(wave)}\n`);
    });
}
