/** Keeps secrets unreadable in the log. `place` says what a secret belongs to: it opens nowhere else. */
export interface Seal {
  readonly seal: (secret: string, place: string) => string;
  /** Not ok when it was sealed with another key, for another place, or changed since. */
  readonly open: (
    sealed: string,
    place: string,
  ) => { readonly ok: true; readonly secret: string } | { readonly ok: false };
}
