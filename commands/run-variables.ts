import { aggregates, streamName } from '../domain/aggregates.js';
import type { LeadId } from '../domain/codecs/ids.js';
import type { Json } from '../domain/codecs/json.js';
import { Json as JsonCodec } from '../domain/codecs/json.js';
import { isRecord } from '../domain/codecs/struct.js';
import type { RegisteredLead } from '../domain/lead/state.js';
import type { RunOrigin } from '../domain/run/state.js';
import type { ReadStream } from './event-log.js';
import type { Variables } from './personalise.js';
import type { RunPlan } from './step-definition.js';

type Values = Readonly<Record<string, Json>>;

const jsonOnly = (data: unknown): Values =>
  isRecord(data)
    ? Object.fromEntries(
        Object.entries(data).flatMap(([key, value]) => (JsonCodec.is(value) ? [[key, value]] : [])),
      )
    : {};

/** A form's fields are named directly, as `event.size`, and as `event.fields.size`. */
const eventValues = (data: Values): Values => ({ ...jsonOnly(data['fields'] ?? {}), ...data });

/** What texts may name of a lead. */
export const contactValues = ({ leadId, externalId, attributes, tags }: RegisteredLead): Values => ({
  ...attributes,
  leadId,
  tags,
  ...(externalId === undefined ? {} : { externalId }),
});

interface RunOfLead {
  readonly leadId: LeadId;
  readonly lead: RegisteredLead;
  readonly origin: RunOrigin;
  readonly plan: RunPlan;
}

/** What texts of a run may name; the event that started it is read from the log. */
export const loadVariables =
  (readStream: ReadStream) =>
  async ({ leadId, lead, origin, plan }: RunOfLead): Promise<Variables> => {
    const stream = streamName(aggregates.lead.category, leadId);
    const [trigger] = origin.kind === 'flow' ? await readStream(stream, origin.trigger.revision, 1) : [];
    return {
      contact: contactValues(lead),
      event:
        trigger === undefined
          ? {}
          : eventValues({ ...jsonOnly(trigger.data), occurredAt: trigger.metadata.occurredAt }),
      flow: {
        name: plan.flow.name,
        ...(origin.kind === 'flow' ? { id: origin.flowId, version: origin.flowVersion } : {}),
      },
    };
  };
