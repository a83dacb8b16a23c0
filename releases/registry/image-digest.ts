import { IMAGE_BY_DIGEST } from '../../contract/fields';
import { Failure } from '../../kit/report/failure';
import { EcrRegistry } from './ecr-registry';
import { publicDialect } from './public-login';
import { registryBase, RegistryRepository } from './registry';

const DOCKER_HUB = 'docker.io';
const DOCKER_HUB_API = 'registry-1.docker.io';

/** An image reference in its parts. */
interface NamedImage {
  readonly host: string;
  readonly path: string;
  readonly tag: string;
}

/** Returns the reference by digest that a tag stands for now; the digest covers all architectures of the image. */
export async function imageByItsDigest(image: string): Promise<string> {
  if (IMAGE_BY_DIGEST.test(image)) return image;
  const { host, path, tag } = partsOf(image);
  const digest = await repositoryOf(host, path).digest(tag);
  if (digest !== undefined) return `${host}/${path}@${digest}`;
  throw new Failure(
    'image-not-found',
    `${host}/${path} has no tag ${tag}`,
    'check the name of the image; the page of its registry lists the tags',
  );
}

/** Whether the registry has an image by its digest. */
export async function hasImage(image: string): Promise<boolean> {
  const { reference, repository } = locate(image);
  return (await repository.digest(reference)) !== undefined;
}

/** Returns the repository of an image, and its digest there, or else its tag. */
export function locate(image: string): { readonly repository: RegistryRepository; readonly reference: string } {
  const [name = '', digest] = image.split('@');
  const { host, path, tag } = partsOf(name);
  return { repository: repositoryOf(host, path), reference: digest ?? tag };
}

/** As container runtimes read a reference: the first part is a host if it looks like one, and Docker Hub is left out. */
function partsOf(image: string): NamedImage {
  const [, name = '', tag = 'latest'] = /^(.*?)(?::([\w.-]+))?$/.exec(image) ?? [];
  const [first = '', ...rest] = name.split('/');
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  if (hasHost) return { host: first, path: rest.join('/'), tag };
  return { host: DOCKER_HUB, path: rest.length === 0 ? `library/${first}` : name, tag };
}

function repositoryOf(host: string, path: string): RegistryRepository {
  const address = `${host === DOCKER_HUB ? DOCKER_HUB_API : host}/${path}`;
  return (
    EcrRegistry.of(address)?.repository(address) ??
    new RegistryRepository(address, publicDialect(registryBase(address), path))
  );
}
