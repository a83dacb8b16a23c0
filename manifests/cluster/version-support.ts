const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The days on which EKS ends the standard support of Kubernetes versions, in UTC:
 * https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
 */
export const STANDARD_SUPPORT_ENDS: Readonly<Record<string, string>> = {
  '1.33': '2026-07-29',
  '1.34': '2026-12-02',
  '1.35': '2027-03-27',
  '1.36': '2027-08-02',
};

/** Returns how many whole days of standard support a version has left; none or less when it has ended. */
export function daysOfSupport(version: string, now: Date): number {
  const end = STANDARD_SUPPORT_ENDS[version];
  if (end === undefined) throw new TypeError(`no end of support is known of Kubernetes ${version}`);
  return Math.floor((Date.parse(end) - now.getTime()) / DAY_MS);
}
