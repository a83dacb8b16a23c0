import { z } from 'zod';
import { releaseRecordSchema } from '../../contract';
import { fields, typeOf } from './json-schema';
import type { Schema } from './json-schema';
import { code, item } from './text';

/** Every field of a release record. */
export function releaseRecordFields(): string {
  const schema = z.toJSONSchema(releaseRecordSchema, { io: 'input', unrepresentable: 'any' }) as Schema;
  return fields(schema)
    .map(({ isRequired, path, schema: field }) => {
      const kind = `${typeOf(field)}${isRequired ? '' : ', optional'}`;
      const text = [field.description, values(field)].filter((part) => part !== undefined).join(': ');
      return item(`${code(path)} (${kind})${text === '' ? '' : `: ${text}`}`);
    })
    .join('\n');
}

function values({
  const: only,
  description = '',
  enum: choices = only === undefined ? [] : [only],
}: Schema): string | undefined {
  const unsaid = choices.filter((choice) => !description.includes(String(choice)));
  return unsaid.length === 0 ? undefined : unsaid.map((choice) => code(String(choice))).join(', ');
}
