import { aggregates, streamName } from '../../domain/aggregates.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { SourceEventId } from '../../domain/codecs/ids.js';
import { type AnyEvent, allEvents } from '../../domain/events.js';
import { Attributes } from '../../domain/lead/events.js';
import { leadId } from '../domain/samples.js';
import { arbitraryOf, fc, type Pools } from '../support/arbitraries.js';
import { recordAll, uuidAt } from '../support/recorded.js';
import { type Batch, inLog } from './events.js';

/** One thing of each kind, and a few runs, so that all events are about them. */
const one = fc.constant('one');
const pools: Pools = {
  LeadId: fc.constant(leadId),
  RunId: fc.constantFrom(...[1, 2, 3, 4, 5].map((no) => uuidAt(no, 'a'))),
  StepNo: fc.nat(1),
  FlowId: one,
  TemplateId: one,
  ProductId: one,
  SmsTemplateId: one,
  CallPatternId: one,
  ListId: one,
  FunnelId: one,
  SegmentId: one,
  ConnectionId: one,
  BroadcastId: one,
  ImportId: one,
};

const streamOf = (event: AnyEvent): string => {
  const [recorded] = recordAll([event]);
  const owner = Object.values(aggregates).find(({ isEvent }) => recorded !== undefined && isEvent(recorded));
  const category = owner?.category ?? '';
  return streamName(category, category === aggregates.lead.category ? leadId : 'one');
};

const samples = (seed: number): readonly AnyEvent[] =>
  allEvents.flatMap((codec, index) => {
    // Nothing happens to a lead after that.
    if (codec.name === 'LeadErased') return [];
    return fc.sample(arbitraryOf<AnyEvent>(codec, pools), { seed: seed + index, numRuns: 6 });
  });

const someZone: AnyEvent = {
  type: 'AttributesSet',
  data: { attributes: decodeOrThrow(Attributes, { timeZone: 'Europe/Berlin' }) },
};

/** Events of every kind that there is, each several times: first in the order in which things begin, then in any. */
export const everyEvent = (): Batch => {
  const [shuffled = []] = fc.sample(fc.shuffledSubarray([...samples(2)], { minLength: 300 }), 1);
  const sourceEventId = decodeOrThrow(SourceEventId, 'shop-1');
  return inLog(
    ...[...samples(1), someZone, ...shuffled].map(
      (event) => [streamOf(event), { event, sourceEventId }] as const,
    ),
  );
};
