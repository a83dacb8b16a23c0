import { loadOf, STORE_TERMS } from './model';
import type { ModelledStore, Wave } from './model';

const HEADER = '| Store | GB | requests | store needs (s) | node needs (s) | dollars |';

/** One row for each store, as docs/scale.md has it. */
export function scaleTable(wave: Wave): string {
  const row = (store: ModelledStore) => {
    const { bytes, dollars, nodeSeconds, requests, storeSeconds } = loadOf(store, wave);
    const seconds = [storeSeconds, nodeSeconds].map((value) => value.toFixed(1));
    return `| ${[store, (bytes / 1e9).toFixed(1), requests, ...seconds, dollars.toFixed(3)].join(' | ')} |`;
  };
  return [HEADER, '| --- | --- | --- | --- | --- | --- |', ...modelled().map(row)].join('\n');
}

function modelled(): readonly ModelledStore[] {
  return Object.keys(STORE_TERMS) as ModelledStore[];
}
