import { compareSyntheses } from '../../../bench/synthesis-bench';

test('the reference app is synthesised in at most 1.3 times what a bare blueprint with its add-ons takes', async () => {
  const { bareBlueprintMs, referenceAppMs } = await compareSyntheses(7);
  // The least is what a process takes; whatever is above it, the machine did meanwhile.
  expect(Math.min(...referenceAppMs.runs) / Math.min(...bareBlueprintMs.runs)).toBeLessThanOrEqual(1.3);
}, 300_000);
