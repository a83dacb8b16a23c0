import type { CaptureSpecInput } from '../../contract';
import { containerPort, interpolated } from './compose';
import type { Compose, ComposeService } from './compose';
import type { Remark } from './draft';

type Companion = NonNullable<CaptureSpecInput['companions']>[number];

/** Where well-known images listen, by a part of their name. */
const PORTS: Readonly<Record<string, number>> = {
  ...{ postgres: 5432, postgis: 5432, pgvector: 5432, mysql: 3306, mariadb: 3306, mssql: 1433, oracle: 1521 },
  ...{ redis: 6379, valkey: 6379, memcached: 11211, mongo: 27017, cassandra: 9042, rabbitmq: 5672, activemq: 61616 },
  ...{ kafka: 9092, redpanda: 9092, nats: 4222, elasticsearch: 9200, opensearch: 9200, localstack: 4566 },
  ...{
    'dynamodb-local': 8000,
    minio: 9000,
    keycloak: 8080,
    wiremock: 8080,
    zipkin: 9411,
    mailpit: 1025,
    mailhog: 1025,
  },
};
const NAME = /^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/;

/** The companions that a compose file declares, and what it says that they cannot have. */
export function companionsOf({ file, others }: Compose): { companions: Companion[]; remarks: Remark[] } {
  const companions: Companion[] = [];
  const remarks: Remark[] = [];
  for (const service of others) {
    const made = companionOf(service, file);
    if (typeof made === 'string') {
      remarks.push({ field: 'companions', kind: 'missing', text: made });
      continue;
    }
    const field = `companions[${companions.push(made) - 1}]`;
    remarks.push({ field, kind: 'found', text: `${service.name} in ${file}` }, ...leftOut(service, field));
  }
  return { companions, remarks };
}

function companionOf(service: ComposeService, file: string): Companion | string {
  const { build, environment, image, name } = service;
  if (!NAME.test(name)) return `${name} in ${file} has a name that no companion may have: rename it there and here`;
  const port = portOf(service);
  if (port === undefined) return `the port of ${name} in ${file} is not known: add it as a companion with its \`port\``;
  const env = Object.fromEntries(
    Object.entries(environment).flatMap(([key, value]) => {
      const known = interpolated(value);
      return known === undefined ? [] : [[key, known]];
    }),
  );
  const reference = image === undefined ? undefined : interpolated(image);
  const source =
    build === undefined ? { image: reference ?? '' } : { build: { context: build.context, ...dockerfile(build) } };
  if ('image' in source && source.image === '')
    return `the image of ${name} in ${file} is not known: add it as a companion`;
  return { name, ...source, port, ...(Object.keys(env).length === 0 ? {} : { env }) };
}

function dockerfile({ dockerfile: name }: NonNullable<ComposeService['build']>): { dockerfile?: string } {
  return name === undefined ? {} : { dockerfile: name };
}

/** Its image's own port comes first: a compose file often publishes that of a console, too. */
function portOf({ expose, image, ports }: ComposeService): number | undefined {
  const repository = image?.split('@')[0]?.split('/').at(-1)?.split(':')[0] ?? '';
  const known = Object.entries(PORTS).find(([name]) => repository.includes(name))?.[1];
  const declared = [...ports, ...expose].flatMap((mapping) => containerPort(mapping) ?? []);
  return known !== undefined && (declared.includes(known) || declared.length === 0) ? known : declared[0];
}

function leftOut({ command, environment, name, volumes }: ComposeService, field: string): Remark[] {
  const unknown = Object.keys(environment).filter((key) => interpolated(environment[key] ?? null) === undefined);
  const texts = [
    ...(command === undefined
      ? []
      : [`${name} gets a command from compose, which a companion does not: build an image with it`]),
    ...(volumes.length === 0
      ? []
      : [`${name} has volumes in compose, which a companion has not: build an image with the files`]),
    ...unknown.map((key) => `the value of ${key} is not in the compose file: write it into \`env\``),
  ];
  return texts.map((text) => ({ field, kind: 'missing', text }));
}
