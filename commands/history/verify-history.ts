import type * as t from 'io-ts';
import { decode } from '../../domain/codecs/decode.js';
import { open } from '../../domain/codecs/struct.js';
import {
  firstHash,
  HistoryEvent,
  HistoryHeader,
  HistorySeal,
  hashOfData,
  nextContents,
  nextHash,
  type Sha256,
  sealedText,
} from './history-proof.js';

/** What an exported history proves, or the first line at which it does not. */
export type Verified =
  | {
      readonly ok: true;
      readonly header: HistoryHeader;
      readonly events: number;
      /** The last hash of the chain: equal in every export of the same events. */
      readonly head: string;
      /** Of how many events the data has been erased. */
      readonly erased: number;
    }
  | { readonly ok: false; readonly line: number; readonly message: string };

export interface VerifyPorts {
  readonly sha256: Sha256;
  /** Whether it is the Ed25519 signature of the text; a key or signature that is none is not. */
  readonly isSigned: (text: string, signature: string, publicKey: string) => boolean;
}

const Line = open('HistoryLine', {}, { header: HistoryHeader, event: HistoryEvent, seal: HistorySeal });
type Line = t.TypeOf<typeof Line>;

const parse = (text: string): Line | string => {
  try {
    const decoded = decode(Line, JSON.parse(text));
    if (decoded.ok) return decoded.value;
    return decoded.faults.map(({ path, message }) => `${path} ${message}`).join('; ');
  } catch {
    return 'is no JSON';
  }
};

interface Chain {
  readonly header: HistoryHeader;
  readonly events: number;
  readonly head: string;
  readonly erased: number;
  /** Stands for the lines so far. */
  readonly contents: string;
  readonly isSealed: boolean;
}

/** The chain with one event more, or what is wrong with it. */
const follow = (chain: Chain, event: HistoryEvent, sha256: Sha256): Chain | string => {
  if (event.revision !== chain.events)
    return `has the event ${event.revision} where ${chain.events} should be: one is missing, or out of place`;
  const isErased = event.data === undefined;
  if (!isErased && hashOfData(event.salt ?? '', event.data, sha256) !== event.dataHash)
    return `has data that was changed (event ${event.revision}, ${event.type})`;
  if (nextHash(chain.head, event, sha256) !== event.hash)
    return `was changed, or one before it was (event ${event.revision}, ${event.type})`;
  return {
    ...chain,
    events: chain.events + 1,
    head: event.hash,
    erased: chain.erased + (isErased ? 1 : 0),
  };
};

const close = (
  chain: Chain,
  seal: t.TypeOf<typeof HistorySeal>,
  { isSigned }: VerifyPorts,
): Chain | string => {
  const { events, head, contents, signature } = seal;
  if (events !== chain.events || head !== chain.head)
    return `seals ${events} events, of which ${chain.events} are here: the end is missing or was changed`;
  if (contents !== undefined && contents !== chain.contents)
    return 'seals other lines than these: data was taken out of one, or one was changed in what its hash leaves out';
  const { header } = chain;
  return isSigned(sealedText(header, seal), signature, header.publicKey)
    ? { ...chain, isSealed: true }
    : 'has a signature that is not of this file';
};

const begin = ({ header }: Line, { sha256 }: VerifyPorts): Chain | string => {
  if (header === undefined) return 'is not the header of an exported history';
  const head = firstHash(header.leadId, sha256);
  return { header, events: 0, head, erased: 0, contents: '', isSealed: false };
};

const advance = (chain: Chain | undefined, parsed: Line, ports: VerifyPorts): Chain | string => {
  if (chain === undefined) return begin(parsed, ports);
  if (chain.isSealed) return 'stands after the seal';
  if (parsed.event !== undefined) return follow(chain, parsed.event, ports.sha256);
  return parsed.seal === undefined ? 'is neither an event nor the seal' : close(chain, parsed.seal, ports);
};

/** Checks an exported history line by line: that no event was changed, left out, added or put elsewhere. */
export const verifyHistory = async (lines: AsyncIterable<string>, ports: VerifyPorts): Promise<Verified> => {
  let chain: Chain | undefined;
  let no = 0;
  for await (const text of lines) {
    no += 1;
    if (text.trim() === '') continue;
    const parsed = parse(text);
    const next = typeof parsed === 'string' ? parsed : advance(chain, parsed, ports);
    if (typeof next === 'string') return { ok: false, line: no, message: next };
    chain = { ...next, contents: nextContents(next.contents, text, ports.sha256) };
  }
  if (chain === undefined || !chain.isSealed)
    return { ok: false, line: no, message: 'is the last: the seal is missing, and with it perhaps events' };
  const { header, events, head, erased } = chain;
  return { ok: true, header, events, head, erased };
};
