import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { type ImportId, type LeadId, SourceEventId } from '../../domain/codecs/ids.js';
import { firstRevision } from '../../domain/codecs/numbers.js';
import { DomainError } from '../../domain/errors.js';
import type { ExistingImport } from '../../domain/import/state.js';
import { recentSourceEventIdCount } from '../../domain/lead/state.js';
import type { ReadStream } from '../event-log.js';
import { leadStream } from '../lead-story.js';
import type { RecordActivitiesPorts } from '../record-activities.js';
import type { Repositories } from '../repositories.js';
import type { ResolveLead } from '../resolve-lead.js';
import type { CheckLine, Target } from './check-line.js';
import { importCause } from './import-cause.js';
import { leadCommands } from './lead-commands.js';
import type { DoLine, LineOutcome } from './outcome.js';
import type { LeadLine } from './read-line.js';

export interface WriteLinePorts {
  readonly repositories: Pick<Repositories, 'leads'>;
  readonly resolveLead: ResolveLead;
  readonly seenSourceEventIds: RecordActivitiesPorts['seenSourceEventIds'];
  readonly readStream: ReadStream;
}

const maxTries = 5;

/** The id that the events of a line carry: always the same, so that a line that was done is known again. */
const lineId = (importId: ImportId, { line }: LeadLine): SourceEventId =>
  decodeOrThrow(SourceEventId, `import.${importId}.${line}`);

type Existing = Extract<Target, { readonly kind: 'existing' }>;

/** Imports each line with one append to its lead, once: what the lead remembers of it is not done again. */
export const createWriteLine = (
  { repositories: { leads }, resolveLead, seenSourceEventIds, readStream }: WriteLinePorts,
  checkLine: CheckLine,
  leadImport: ExistingImport,
): DoLine => {
  const { importId, plan } = leadImport;
  const cause = importCause(leadImport);

  /** Whether a lead has seen one of the ids, also long ago. */
  const hasSeen = async (
    { leadId, lead, revision }: Existing,
    ids: readonly SourceEventId[],
  ): Promise<boolean> => {
    if (ids.some((id) => lead.recentSourceEventIds.includes(id))) return true;
    if (revision === undefined || lead.recentSourceEventIds.length < recentSourceEventIdCount) return false;
    return (await seenSourceEventIds(leadId, ids, revision)).size > 0;
  };

  /** What became of a line when it was done before. */
  const outcomeBefore = async (leadId: LeadId, id: SourceEventId): Promise<LineOutcome> => {
    const events = await readStream(leadStream(leadId), firstRevision);
    const own = events.filter(({ metadata }) => metadata.sourceEventId === id);
    if (own.length === 0) return { kind: 'unchanged' };
    return { kind: own.some(({ type }) => type === 'LeadRegistered') ? 'created' : 'updated' };
  };

  const write = async (line: LeadLine, leadId: LeadId): Promise<LineOutcome | undefined> => {
    const { state, revision } = await leads.load(leadId);
    const commands = leadCommands(line, leadId, state.lead);
    const sourced = { ...cause, sourceEventId: lineId(importId, line) };
    const executed = await leads.executeAt(
      leadId,
      revision,
      commands.map((command) => ({ command, cause: sourced })),
    );
    if (executed === undefined) return undefined;
    if (state.lead.status === 'unknown') return { kind: 'created' };
    return { kind: executed.position === undefined ? 'unchanged' : 'updated' };
  };

  /** One try; `undefined` when somebody else has changed the lead meanwhile. */
  const tryOnce = async (line: LeadLine, ids: readonly SourceEventId[]): Promise<LineOutcome | undefined> => {
    const target = await checkLine(line);
    if (target.kind === 'faulty') return target;
    if (target.kind === 'existing') {
      // A later line of the lead was done: so was this one, and what it says is older.
      if (await hasSeen(target, ids)) return outcomeBefore(target.leadId, lineId(importId, line));
      if (plan.onExisting === 'skip') return { kind: 'skipped' };
    }
    const resolved = await resolveLead(line.ids, cause);
    return resolved.kind === 'resolved' ? write(line, resolved.leadId) : undefined;
  };

  return async (line, others) => {
    const ids = [line, ...others].map((one) => lineId(importId, one));
    for (let attempt = 1; attempt <= maxTries; attempt += 1) {
      const outcome = await tryOnce(line, ids);
      if (outcome !== undefined) return outcome;
    }
    throw DomainError.conflict('The lead is being changed by others at the same time.');
  };
};
