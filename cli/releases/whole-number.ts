import { InvalidArgumentError } from 'commander';

/** Reads a whole number of an option. */
export function wholeNumber(text: string): number {
  if (/^[1-9][0-9]{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('must be a whole number from 1 to 9999.');
}
