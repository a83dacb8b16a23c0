/** What the server's framework gives to each part of it, as far as it is used here. */
export interface Exchange {
  readonly method: string;
  path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  status: number;
  type: string;
  body: unknown;
  /** Of the body. @default - unknown */
  length?: number;
  get(header: string): string;
}

export type Middleware = (exchange: Exchange, next: () => Promise<void>) => Promise<void>;
