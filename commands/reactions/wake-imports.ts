import type { ImportId } from '../../domain/codecs/ids.js';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';

/** Has an import looked at soon. */
export type WakeImport = (importId: ImportId) => void;

/** Wakes the imports that have something to do after a batch of events; one that is at work goes on by itself. */
export const createWakeImports =
  (wake: WakeImport) =>
  (batch: readonly Recorded<AnyEvent>[]): void => {
    for (const { type, data } of batch) {
      switch (type) {
        case 'ImportDryRunStarted':
        case 'ImportStarted':
        case 'ImportResumed':
        case 'ImportCompleted':
        case 'ImportCancelled':
        case 'ImportFailed':
          wake(data.importId);
          break;
        default:
      }
    }
  };
