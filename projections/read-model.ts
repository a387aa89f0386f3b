import type { Position } from '../domain/codecs/numbers.js';
import type { Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';

/** What every document carries: the last position of the log that is in it, so that nothing is applied twice. */
export interface Document {
  readonly _id: string;
  readonly position: Position;
}

type Direction = 1 | -1;

/** One read model: a question answered by documents that are folds of events. */
export interface ReadModel<Doc extends Document> {
  readonly name: string;
  /** Counts up whenever what the documents say changes: a new version is built anew from the log. */
  readonly version: number;
  readonly indexes: readonly Readonly<Record<string, Direction>>[];
  /** The id of the document that an event belongs to, if it belongs to one. */
  readonly key: (event: Recorded<AnyEvent>) => string | undefined;
  /** The document after the event; the same object when the event changes nothing, `undefined` when there is none. */
  readonly evolve: (doc: Doc | undefined, event: Recorded<AnyEvent>) => Doc | undefined;
}

/** Where the documents of one read model are kept. */
export interface DocumentStore<Doc extends Document> {
  readonly load: (ids: readonly string[]) => Promise<readonly Doc[]>;
  readonly save: (docs: readonly Doc[]) => Promise<void>;
  /** Fails while the database cannot be reached. */
  readonly ping: () => Promise<void>;
}

/** The name of the collection: a changed read model gets a new one. */
export const collectionName = ({
  name,
  version,
}: {
  readonly name: string;
  readonly version: number;
}): string => `${name}_v${version}`;
