import type { ExistingImport } from '../../domain/import/state.js';
import type { Cause } from '../event-log.js';

/** An import as the cause of what follows from it. */
export const importCause = ({ importId, correlationId, createdBy }: ExistingImport): Cause => ({
  actor: { kind: 'system', id: `import:${importId}` },
  correlationId,
  causationId: createdBy,
});
