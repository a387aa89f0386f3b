import type { Doc } from '../bson/value.js';
import type { Cursors } from '../cursors.js';
import type { Catalog } from '../storage/catalog.js';
import type { Steps } from './steps.js';

export interface Server {
  readonly catalog: Catalog;
  readonly cursors: Cursors;
  readonly now: () => Date;
  readonly connectionId: number;
  /** Throws if a command of that kind cannot be done now. */
  readonly checkWritable: (kind: Writing) => void;
}

/** Whether there may be more afterwards, or only less. */
export type Writing = 'more' | 'less';

/** One command; what it does not list among its options is refused by name. */
export interface Command {
  readonly options: readonly string[];
  /** Options that are accepted only when they switch something off. */
  readonly onlyOff?: readonly string[];
  /** It may change something; all others wait until nothing that they could see may be taken back. */
  readonly writes?: Writing;
  readonly run: (body: Doc, database: string, server: Server) => Doc | Steps<Doc>;
}
