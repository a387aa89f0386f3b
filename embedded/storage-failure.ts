/** `full`: there is no room. `damaged`: what is on disk cannot be trusted. `broken`: the disk does not do what it is told. */
export type StorageFailure = 'full' | 'damaged' | 'broken';

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** What went wrong with the disk; nothing if the error is of another kind, such as a bug. */
export const storageFailureIn = (error: unknown): StorageFailure | undefined => {
  const code = codeOf(error);
  if (code.startsWith('SQLITE_FULL')) return 'full';
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return 'damaged';
  return /^SQLITE_(IOERR|READONLY|CANTOPEN|BUSY|NOMEM|PERM|PROTOCOL)/.test(code) ? 'broken' : undefined;
};
