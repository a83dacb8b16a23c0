import { items, page } from './pages';

const open = items(page('docs/unproven.md'));

test('what is unproven is at most ten things', () => {
  expect(open.length).toBeGreaterThan(0);
  expect(open.length).toBeLessThanOrEqual(10);
});

test.each(open)('has a command that would prove it, and what that costs: %s', (item) => {
  expect(item).toMatch(/Proof[^:]*: .*`(npx|aws) [^`]+`/);
  expect(item).toMatch(/; [^;]*(minute|hour)[^;]*, [^;]*(dollar|nothing)/);
});
