/** What an examination found of one thing. */
export type Finding =
  | { readonly state: 'right'; readonly text: string }
  | { readonly state: 'wrong'; readonly text: string; readonly remedy: string }
  /** What could not be seen, or is for the user to judge; it does not make an examination fail. */
  | { readonly state: 'unknown'; readonly text: string; readonly remedy: string };

/** A finding and what it is of. */
export type Titled = Finding & { readonly title: string };

export const right = (text: string): Finding => ({ state: 'right', text });
export const wrong = (text: string, remedy: string): Finding => ({ state: 'wrong', text, remedy });
export const unknown = (text: string, remedy: string): Finding => ({ state: 'unknown', text, remedy });

export const titled = (title: string, finding: Finding): Titled => ({ title, ...finding });
