import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { FlowId, LeadId, ProductId, RunId, SourceEventId } from '../../domain/codecs/ids.js';
import { Revision } from '../../domain/codecs/numbers.js';
import { EmailAddress, NoteText, Tag } from '../../domain/codecs/values.js';
import { FlowDefinition } from '../../domain/flow/definition.js';
import type { Activity } from '../../domain/lead/activity.js';
import { activities } from '../../domain/lead/activity.js';
import { Attributes, type LeadEvent } from '../../domain/lead/events.js';
import { Reason, TriggerEvent } from '../../domain/run/events.js';
import { uuidAt } from '../support/recorded.js';

export const leadId = decodeOrThrow(LeadId, uuidAt(1, 'd'));
export const otherLeadId = decodeOrThrow(LeadId, uuidAt(2, 'd'));
export const email = decodeOrThrow(EmailAddress, 'ann@example.com');
export const runId = decodeOrThrow(RunId, uuidAt(1, 'a'));
export const otherRunId = decodeOrThrow(RunId, uuidAt(2, 'a'));
export const flowId = decodeOrThrow(FlowId, 'welcome');
export const otherFlowId = decodeOrThrow(FlowId, 'goodbye');

export const tag = (text: string): Tag => decodeOrThrow(Tag, text);
export const productId = (text: string): ProductId => decodeOrThrow(ProductId, text);
export const sourceEventId = (text: string): SourceEventId => decodeOrThrow(SourceEventId, text);
export const note = (text: string): NoteText => decodeOrThrow(NoteText, text);
export const attributes = (values: unknown): Attributes => decodeOrThrow(Attributes, values);
export const reason = (code: string): Reason => decodeOrThrow(Reason, { code, message: `because ${code}` });

/** An activity as it is stored, from its event type and data. */
export const activity = (type: Activity['type'], data: unknown): Activity => {
  const kind = activities.find(({ eventType }) => eventType === type);
  if (kind === undefined) throw new Error(`${type} is not an activity`);
  return decodeOrThrow<Activity>(kind.event, { type, data });
};

export const triggerAt = (revision: number): TriggerEvent =>
  decodeOrThrow(TriggerEvent, {
    eventId: uuidAt(revision),
    type: 'FormSubmitted',
    revision: decodeOrThrow(Revision, revision),
  });

export const registered: LeadEvent = { type: 'LeadRegistered', data: { leadId } };

/** A flow of one step; `changes` go over it. */
export const flowDefinition = (changes: object = {}): FlowDefinition =>
  decodeOrThrow(FlowDefinition, {
    name: 'Welcome',
    trigger: { type: 'by-hand' },
    steps: [{ action: { type: 'add-tag', tag: 'welcomed' }, when: { type: 'immediately' } }],
    ...changes,
  });
