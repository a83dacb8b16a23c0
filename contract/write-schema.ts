import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { captureSpecSchema } from './capture-spec';

/** Renders the JSON Schema that editors use to complete and check a capture spec. */
export function captureSpecJsonSchema(): string {
  const schema = z.toJSONSchema(captureSpecSchema, { io: 'input', unrepresentable: 'any' });
  return `${JSON.stringify({ ...schema, title: 'eks-crac capture spec' }, undefined, 2)}\n`;
}

if (require.main === module) {
  writeFileSync(join(__dirname, 'capture-spec.schema.json'), captureSpecJsonSchema());
}
