import { z } from 'zod';
import { captureSpecSchema } from '../../contract/capture-spec';

/** The JSON Schema with which editors complete and check a capture spec. */
export function captureSpecJsonSchema(): string {
  const schema = z.toJSONSchema(captureSpecSchema, { io: 'input', unrepresentable: 'any' });
  return `${JSON.stringify({ ...schema, title: 'eks-crac capture spec' }, undefined, 2)}\n`;
}
