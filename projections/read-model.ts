import type { Position } from '../domain/codecs/numbers.js';
import type { Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';

/** What every document carries: the last position of the log that is in it, so that nothing is applied twice. */
export interface Document {
  readonly _id: string;
  readonly position: Position;
}

type Direction = 1 | -1;

/** What an event changes in a document that sums up others, found from the document that the event belongs to. */
export interface Change<Doc extends Document> {
  readonly before: Doc | undefined;
  readonly after: Doc | undefined;
  readonly event: Recorded<AnyEvent>;
}

/** One change of a document that sums up others. */
export interface Addition<Doc extends Document> {
  readonly key: string;
  /** The document after it, which carries the position. */
  readonly add: (doc: Doc | undefined, position: Position) => Doc;
}

/** An addition to one kind of the documents of a read model. */
export const toKind = <Doc extends Document, Sum extends Doc>(
  isOfKind: (doc: Doc) => doc is Sum,
  { key, add }: Addition<Sum>,
): Addition<Doc> => ({
  key,
  add: (doc, position) => add(doc !== undefined && isOfKind(doc) ? doc : undefined, position),
});

/** One read model: a question answered by documents that are folds of events. */
export interface ReadModel<Doc extends Document> {
  readonly name: string;
  /** Counts up whenever what the documents say changes: a new version is built anew from the log. */
  readonly version: number;
  readonly indexes: readonly Readonly<Record<string, Direction>>[];
  /** The id of the document that an event belongs to, if it belongs to one. */
  readonly key: (event: Recorded<AnyEvent>) => string | undefined;
  /** Where the id of the lead stands whose document it is: when the lead is erased, its documents are removed. */
  readonly leadId?: string;
  /** It takes events of erased people too, of which only what names nobody is left: it counts, and tells of nobody. */
  readonly takesRedacted?: true;
  /** The document after the event; the same object when the event changes nothing, `undefined` when there is none. */
  readonly evolve: (doc: Doc | undefined, event: Recorded<AnyEvent>) => Doc | undefined;
  /**
   * Of a read model that also has documents which sum up the others: what they gain and lose by an event. Their keys are
   * those of no event.
   */
  readonly additions?: (change: Change<Doc>) => readonly Addition<Doc>[];
}

/** Where the documents of one read model are kept. */
export interface DocumentStore<Doc extends Document> {
  readonly load: (ids: readonly string[]) => Promise<readonly Doc[]>;
  readonly save: (docs: readonly Doc[]) => Promise<void>;
  /** Fails while the database cannot be reached. */
  readonly ping: () => Promise<void>;
}

/** The name of the collection: a changed read model gets a new one, and so does one that is built again. */
export const collectionName = ({
  name,
  version,
  generation = 0,
}: {
  readonly name: string;
  readonly version: number;
  readonly generation?: number;
}): string => (generation === 0 ? `${name}_v${version}` : `${name}_v${version}_g${generation}`);
