import { z } from 'zod';
import { releaseRecordSchema } from '../../contract';
import { fields, typeOf, unsaidChoices } from './json-schema';
import type { Field, Schema } from './json-schema';
import { DETAILS } from './release-record-details';
import { code, item } from './text';

/** Every field of a release record. */
export function releaseRecordFields(): readonly Field[] {
  return fields(z.toJSONSchema(releaseRecordSchema, { io: 'input', unrepresentable: 'any' }) as Schema);
}

/** The fields, each with type and text. */
export function releaseRecordList(): string {
  return releaseRecordFields().map(described).join('\n');
}

function described({ isRequired, path, schema }: Field): string {
  const detail = DETAILS[path];
  const choices = unsaidChoices(schema).filter((choice) => detail?.includes(choice) !== true);
  const text = [schema.description, detail, choices.map(code).join(', ')].filter((part) => part).join('; ');
  return item(`${code(path)} (${typeOf(schema)}${isRequired ? '' : ', optional'}): ${text}`);
}
