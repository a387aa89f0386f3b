import { aggregates, streamName } from '../../domain/aggregates.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import type { EventId, LeadId } from '../../domain/codecs/ids.js';
import { Json } from '../../domain/codecs/json.js';
import { Revision } from '../../domain/codecs/numbers.js';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import { noSuchLead } from '../../domain/lead/no-such-lead.js';
import type { Clock, ReadStream } from '../event-log.js';
import type { Repositories } from '../repositories.js';
import {
  firstHash,
  type HistoryEvent,
  type HistoryHeader,
  hashOfData,
  historyFormat,
  nextContents,
  nextHash,
  type Sha256,
  sealedText,
} from './history-proof.js';

/** What makes the data of an event of a stream hash as it does; `undefined` where the key is destroyed. */
export type SaltOf = (stream: string) => Promise<(eventId: EventId) => string | undefined>;

export interface ExportHistoryPorts {
  readonly repositories: { readonly leads: Pick<Repositories['leads'], 'load'> };
  readonly readStream: ReadStream;
  readonly saltOf: SaltOf;
  readonly sha256: Sha256;
  readonly clock: Clock;
  readonly signer: {
    readonly publicKey: string;
    /** Ed25519, in base64url. */
    readonly sign: (text: string) => string;
  };
}

const pageSize = 500;

/** An event without its place in the chain. */
const shown = (
  event: Recorded<AnyEvent>,
  salt: string | undefined,
  sha256: Sha256,
): Omit<HistoryEvent, 'hash'> => {
  const { eventId, revision, recordedAt, metadata, redacted } = event;
  const { occurredAt, actor, correlationId, causationId, dataHash, sourceEventId } = metadata;
  const rest = { eventId, revision, occurredAt, recordedAt, actor, correlationId, causationId };
  // Without the salt nothing is proved of data, also not of what is kept because it names nobody.
  if (redacted === true || (dataHash !== undefined && salt === undefined))
    return {
      ...rest,
      type: event.type === 'EventErased' ? event.data.type : event.type,
      dataHash: dataHash ?? '',
    };
  // As it was written: a version of an event that came later is no part of what was recorded.
  const { type, data: read, asStored } = event;
  const data = asStored ?? read;
  // What was stored before there were hashes gets one without a salt.
  const salted = dataHash === undefined ? undefined : salt;
  return {
    ...rest,
    type,
    dataHash: dataHash ?? hashOfData('', data, sha256),
    data: Json.is(data) ? data : null,
    ...(salted === undefined ? {} : { salt: salted }),
    ...(sourceEventId === undefined ? {} : { sourceEventId }),
  };
};

/**
 * The whole history of a lead as lines of JSON: a header with all that is known of it now, its events in a chain of
 * hashes, and a signature. What was erased is in it as a hash, so that the chain is the one of exports before.
 * @throws DomainError `notFound`
 */
export const createExportHistory =
  ({ repositories, readStream, saltOf, sha256, clock, signer }: ExportHistoryPorts) =>
  async (leadId: LeadId): Promise<AsyncIterable<string>> => {
    const { lead } = (await repositories.leads.load(leadId)).state;
    if (lead.status === 'unknown' && lead.erasedAt === undefined) throw noSuchLead(lead);
    const stream = streamName(aggregates.lead.category, leadId);
    const salt = await saltOf(stream);
    const header: HistoryHeader = {
      format: historyFormat,
      leadId,
      exportedAt: clock(),
      publicKey: signer.publicKey,
      about: decodeOrThrow(Json, JSON.parse(JSON.stringify(lead))),
    };

    return (async function* () {
      let contents = '';
      const line = (part: Readonly<Record<string, unknown>>): string => {
        const text = JSON.stringify(part);
        contents = nextContents(contents, text, sha256);
        return `${text}\n`;
      };
      yield line({ header });
      let head = firstHash(leadId, sha256);
      let events = 0;
      for (;;) {
        const page = await readStream(stream, decodeOrThrow(Revision, events), pageSize);
        for (const recorded of page) {
          const event = shown(recorded, salt(recorded.eventId), sha256);
          head = nextHash(head, event, sha256);
          events += 1;
          yield line({ event: { ...event, hash: head } });
        }
        if (page.length < pageSize) break;
      }
      const sealed = { events, head, contents };
      yield line({ seal: { ...sealed, signature: signer.sign(sealedText(header, sealed)) } });
    })();
  };
