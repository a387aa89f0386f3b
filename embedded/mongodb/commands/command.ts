import type { Doc } from '../bson/value.js';
import type { Cursors } from '../cursors.js';
import type { Catalog } from '../storage/catalog.js';
import type { Steps } from './steps.js';

export interface Server {
  readonly catalog: Catalog;
  readonly cursors: Cursors;
  readonly now: () => Date;
  readonly connectionId: number;
}

/** One command; what it does not list among its options is refused by name. */
export interface Command {
  readonly options: readonly string[];
  /** Options that are accepted only when they switch something off. */
  readonly onlyOff?: readonly string[];
  readonly run: (body: Doc, database: string, server: Server) => Doc | Steps<Doc>;
}
