import type { CaptureCredentials, CredentialSource } from './credentials';

/** The credentials that the sandboxes of a run were given, so that nothing that is kept of the run shows them. */
export class GivenCredentials {
  private readonly given: CaptureCredentials[] = [];

  /** Returns a source that remembers what it gave. */
  public from(source: CredentialSource): CredentialSource {
    return async () => {
      const credentials = await source();
      this.given.push(credentials);
      return credentials;
    };
  }

  /** What nobody else may see of them. */
  public get secrets(): readonly { readonly value: string }[] {
    return this.given.flatMap(({ document, token }) =>
      [token, document.SecretAccessKey, document.Token].map((value) => ({ value })),
    );
  }
}
