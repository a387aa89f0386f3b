import { createRequire } from 'node:module';

const required: unknown = createRequire(import.meta.url)(
  import.meta.url.includes('/dist/runtime/') ? '../../package.json' : '../package.json',
);

/** The version of this Leadline. */
export const version: string =
  typeof required === 'object' && required !== null && 'version' in required
    ? String(required.version)
    : 'unknown';
