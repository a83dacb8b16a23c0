import { rmSync } from 'node:fs';

/** Once after the suites: the folder that the set-up made for what they leave behind. */
export default function unitTeardown(): void {
  rmSync(process.env['EKS_CRAC_TESTS_FOLDER'] ?? '', { recursive: true, force: true });
}
