import type { Role } from '../domain/api-key/api-key.js';

/** Who may read flows and the catalogue, beside `admin`. */
export const readers: readonly Role[] = ['analyst', 'auditor'];

/** Who may read leads and their runs. */
export const leadReaders: readonly Role[] = ['client', 'analyst', 'auditor'];

/** Who may send events and commands. */
export const senders: readonly Role[] = ['client'];

export const auditors: readonly Role[] = ['auditor'];
