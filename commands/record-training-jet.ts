import type * as t from 'io-ts';
import { decode, decodeOrThrow } from '../domain/codecs/decode.js';
import { SourceEventId } from '../domain/codecs/ids.js';
import { isRecord, open } from '../domain/codecs/struct.js';
import { line } from '../domain/codecs/text.js';
import { Instant } from '../domain/codecs/time.js';
import { EmailAddress } from '../domain/codecs/values.js';
import { DomainError } from '../domain/errors.js';
import { type TrainingJetReport, trainingJetReports } from '../domain/lead/training-jet-events.js';
import type { Cause, Clock } from './event-log.js';
import type { Repositories } from './repositories.js';
import type { ResolveLead } from './resolve-lead.js';

/** What Training Jet posts: docs/training-jet.md. */
const Happening = open('TrainingJetHappening', {
  id: line('TrainingJetEventId', 150),
  type: line('TrainingJetEventType', 100),
  occurredAt: Instant,
  data: open('TrainingJetData', { email: EmailAddress }),
});

/** Our name for each of theirs. */
const names: Readonly<Record<string, TrainingJetReport['type']>> = {
  'account.created': 'TrainingJetAccountCreated',
  'subscription.started': 'TrainingJetSubscriptionStarted',
  'subscription.ended': 'TrainingJetSubscriptionEnded',
  'course.started': 'TrainingJetCourseStarted',
  'course.completed': 'TrainingJetCourseCompleted',
  'step.completed': 'TrainingJetStepCompleted',
  'user.active': 'TrainingJetUserActive',
};

const readReport = (type: TrainingJetReport['type'], data: unknown): TrainingJetReport => {
  const codec = trainingJetReports.find(({ name }) => name === type);
  if (codec === undefined) throw new Error(`no report ${type}`);
  // The address says whose it is; the lead has it already.
  const { email: _email, ...rest } = isRecord(data) ? data : {};
  const decoded = decode<TrainingJetReport>(codec, { type, data: rest }, '');
  if (!decoded.ok) throw DomainError.invalid(decoded.faults);
  return decoded.value;
};

/** Their clock may be ahead of ours; nothing happens in the future. */
const notAhead = (at: Instant, now: Instant): Instant => {
  if (at > now) return now;
  return at;
};

export interface RecordTrainingJetPorts {
  readonly repositories: Pick<Repositories, 'leads'>;
  readonly resolveLead: ResolveLead;
  readonly clock: Clock;
}

/**
 * Records what a student did, on the lead with the student's e-mail address; a student who is no lead yet becomes one.
 * An event that comes again changes nothing.
 * @returns whether it is one that Leadline knows
 * @throws DomainError `invalid` with every fault
 */
export const createRecordTrainingJet =
  ({ repositories: { leads }, resolveLead, clock }: RecordTrainingJetPorts) =>
  async (input: unknown, cause: Cause): Promise<boolean> => {
    const { id, type, occurredAt, data } = decodeOrThrow<t.TypeOf<typeof Happening>>(Happening, input);
    const name = Object.hasOwn(names, type) ? names[type] : undefined;
    if (name === undefined) return false;
    const activity = readReport(name, data);
    const { email } = data;
    const resolved = await resolveLead({ email }, cause);
    if (resolved.kind !== 'resolved')
      throw new Error(`no lead for a student of Training Jet: ${resolved.kind}`);
    const { leadId } = resolved;
    const sourceEventId = decodeOrThrow(SourceEventId, `training-jet:${id}`);
    const happened = { ...cause, occurredAt: notAhead(occurredAt, clock()) };
    await leads.execute(leadId, [
      { command: { type: 'RegisterLead', leadId, email }, cause: happened },
      {
        command: { type: 'RecordActivity', activity, sourceEventId, unknownReferences: [] },
        cause: { ...happened, sourceEventId },
      },
    ]);
    return true;
  };
