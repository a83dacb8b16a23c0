import { InvalidManifest } from '../invalid-manifest';

const KEY = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?)?$/;
const OWN = /^(app\.kubernetes\.io|eks-crac\.io)\//;

/** Rejects labels that Kubernetes refuses, and those by which the objects find each other. */
export function validateLabels(labels: Readonly<Record<string, string>>): void {
  const wrong = Object.entries(labels).find(([key, value]) => !KEY.test(key) || OWN.test(key) || !VALUE.test(value));
  if (wrong === undefined) return;
  throw new InvalidManifest(
    `\`labels\` must be labels of Kubernetes outside app.kubernetes.io/ and eks-crac.io/, got: ${JSON.stringify(Object.fromEntries([wrong]))}; use up to 63 of letters, digits, '.', '_' and '-' in key and value, and a prefix of yours`,
  );
}
