import { aggregates, streamName } from '../domain/aggregates.js';
import { decodeOrThrow } from '../domain/codecs/decode.js';
import { type LeadId, RunId } from '../domain/codecs/ids.js';
import { Typed } from '../domain/codecs/json.js';
import type { Position } from '../domain/codecs/numbers.js';
import { DomainError } from '../domain/errors.js';
import type { Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';
import { readAction } from './actions/index.js';
import type { Catalogue } from './catalogue.js';
import { missingReferences } from './check-flow.js';
import type { Cause, NewId, ReadStream } from './event-log.js';
import type { RunDueSteps } from './reactions/run-due-steps.js';
import type { Repositories } from './repositories.js';

export interface RequestActionPorts {
  readonly repositories: Pick<Repositories, 'leads'>;
  readonly catalogue: Catalogue;
  readonly runDueSteps: RunDueSteps;
  readonly readStream: ReadStream;
  readonly newId: NewId;
}

export interface RequestedAction {
  readonly runId: RunId;
  readonly position: Position | undefined;
  /** What came of it so far: `StepSucceeded`, `StepSkipped`, `StepFailed`, `StepRetryScheduled`. */
  readonly outcome: Recorded<AnyEvent> | undefined;
}

const outcomes: ReadonlySet<string> = new Set([
  'StepSucceeded',
  'StepSkipped',
  'StepFailed',
  'StepRetryScheduled',
  'StepOutcomeUnknown',
]);

/**
 * Runs one action on a lead at once, as a run of its own.
 * @throws DomainError `invalid` for wrong settings, `unusable` for what the catalogue does not have, `notFound`
 */
export const createRequestAction =
  ({ repositories, catalogue, runDueSteps, readStream, newId }: RequestActionPorts) =>
  async (leadId: LeadId, input: unknown, cause: Cause): Promise<RequestedAction> => {
    const action = decodeOrThrow(Typed, input);
    const read = readAction(action, '');
    if (!read.ok) throw DomainError.invalid(read.faults);
    const faults = await missingReferences(read.action.references, catalogue);
    if (faults.length > 0) throw DomainError.unusable('This action cannot run.', faults);
    const runId = decodeOrThrow(RunId, newId());
    const command = { type: 'RequestAction', runId, action } as const;
    const requested = await repositories.leads.execute(leadId, [{ command, cause }]);
    await runDueSteps(leadId);
    const from = requested.events[0]?.[0]?.revision;
    const later =
      from === undefined ? [] : await readStream(streamName(aggregates.lead.category, leadId), from);
    const ofRun = later.filter((event) => 'runId' in event.data && event.data.runId === runId);
    return {
      runId,
      position: later.at(-1)?.position ?? requested.position,
      outcome: ofRun.findLast((event) => outcomes.has(event.type)),
    };
  };
