/** A workload was described with invalid options. The message names the option, the rule, the value and the remedy. */
export class InvalidManifest extends Error {
  public override readonly name = 'InvalidManifest';
}
