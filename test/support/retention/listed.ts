import type { ListedImage } from '../../../releases/retention/listing';

export const NOW = new Date('2026-03-01T00:00:00Z');
const DAY_MS = 86_400_000;

export const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS);
export const digestFor = (name: string) => `sha256:${Buffer.from(name).toString('hex').padEnd(64, '0')}`;

/** An image with one or more tags; its digest is made of the first one. */
export function image(tags: readonly string[], days = 90, rest: Partial<ListedImage> = {}): ListedImage {
  return { digest: digestFor(tags[0] ?? 'untagged'), tags, at: daysAgo(days), ...rest };
}

/** The images of a release as a build leaves them: record, both images, and the claim of its number. */
export function release(number: number, days = 90, readable = true): readonly ListedImage[] {
  const run = `20260101000000-${number.toString(16).padStart(8, '0')}`;
  const service = image([`v${number}`, `candidate-${run}`], days);
  const checkpoint = image([`v${number}-checkpoint`, `candidate-${run}-checkpoint`], days);
  const digests = [service.digest, checkpoint.digest];
  return [
    service,
    checkpoint,
    image([`v${number}-claim-${run}`, `v${number}-claim`], days),
    image([`v${number}-record`], days, { record: { digests, readable } }),
  ];
}
