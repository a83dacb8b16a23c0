import { allowedTexts, IN_MEMORY } from '../../../contract';
import type { AllowedSecret, CaptureSpec } from '../../../contract';
import { isSecretValue, SECRET_ORIGINS } from '../../secrets/known-secret';
import type { Sighting } from '../../secrets/scanner';

/** Where something was found. */
export type Place =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'memory'; readonly pid: number; readonly name: string };

/** More places of one secret say nothing new. */
const PLACES_SHOWN = 5;
const FIND_OUT =
  'find where the service has it from (a file of the image, a companion, a response) and keep it away until after the restore';

/** Sorts what a search comes upon: what must not be there, what is allowed, and what the run itself gave the service. */
export class Findings {
  public readonly waived = new Set<AllowedSecret>();
  private readonly found = new Map<string, Set<string>>();
  private readonly remedies = new Set<string>();
  private readonly allowed: readonly AllowedSecret[];
  private readonly allowedTexts: readonly { readonly name: string; readonly value: string }[];

  public constructor(
    spec: CaptureSpec,
    /** What the service was given for its capture on purpose. */
    private readonly throwAway: readonly string[],
  ) {
    this.allowed = spec.checkpoint.allowSecrets;
    this.allowedTexts = allowedTexts(spec);
    for (const { name } of this.allowedTexts) this.waive(this.byName(name));
  }

  public add(place: Place, sighting: Sighting): void {
    const text = sighting.of === 'value' ? sighting.secret.value : sighting.text;
    if (this.throwAway.some((value) => overlaps(text, value))) return;
    if (!this.waive(this.allowing(place, sighting, text))) this.refuse(place, sighting);
  }

  /** One line for each secret, with the places where it is; never the secret. */
  public get secrets(): readonly string[] {
    return [...this.found].map(([secret, places]) => {
      const more = places.size > PLACES_SHOWN ? ` and ${places.size - PLACES_SHOWN} other places` : '';
      return `${secret} in ${[...places].slice(0, PLACES_SHOWN).join(', ')}${more}`;
    });
  }

  public get remedy(): string {
    return [...this.remedies].join('; ');
  }

  /** What is allowed and was not there. */
  public get unused(): readonly AllowedSecret[] {
    return this.allowed.filter((each) => !this.waived.has(each));
  }

  private refuse(place: Place, sighting: Sighting): void {
    const secret =
      sighting.of === 'value' ? sighting.secret.name : `${sighting.shape.says} (kind ${sighting.shape.kind})`;
    const places = this.found.get(secret) ?? new Set();
    this.found.set(secret, places.add(shown(place)));
    this.remedies.add(sighting.of === 'value' ? SECRET_ORIGINS[sighting.secret.from] : FIND_OUT);
  }

  private waive(allowed: AllowedSecret | undefined): boolean {
    if (allowed !== undefined) this.waived.add(allowed);
    return allowed !== undefined;
  }

  private allowing(place: Place, sighting: Sighting, text: string): AllowedSecret | undefined {
    const given = this.allowedTexts.find(({ value }) => overlaps(text, value));
    if (given !== undefined) return this.byName(given.name);
    if (sighting.of === 'value') return this.byName(sighting.secret.name);
    return this.allowed.find(
      (each) => each.by === 'kind' && each.kind === sighting.shape.kind && each.place === placeName(place),
    );
  }

  private byName(name: string): AllowedSecret | undefined {
    return this.allowed.find((each) => each.by === 'name' && each.name.toLowerCase() === name.toLowerCase());
  }
}

/**
 * A well-known form may be a part of a value, as in an address, or have the value in it, as behind `Bearer`. A short value
 * is in a lot of texts by chance, so it must be all that is secret of one.
 */
function overlaps(text: string, value: string): boolean {
  if (value === '') return false;
  if (value.includes(text) || (isSecretValue(value) && text.includes(value))) return true;
  return text.includes(`:${value}@`) || text.endsWith(`=${value}`) || text.endsWith(` ${value}`);
}

function shown(place: Place): string {
  return place.kind === 'file' ? place.path : `the memory of process ${place.pid}, ${place.name}`;
}

/** What is packed in a file is in that file. */
function placeName(place: Place): string {
  return place.kind === 'file' ? (place.path.split('!/')[0] ?? '') : IN_MEMORY;
}
