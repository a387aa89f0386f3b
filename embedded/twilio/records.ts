import type * as t from 'io-ts';
import { openCatcherStore } from '../catcher/store.js';

/** Things of one kind, oldest first: the last thousand in memory, each one in a file of its own. */
export interface Records<A> {
  readonly add: (record: A) => Promise<void>;
  readonly all: () => readonly A[];
  /** The newest one that `fits`. */
  readonly find: (fits: (record: A) => boolean) => A | undefined;
  /** Removes what mentions one of the texts. */
  readonly forget: (mentions: readonly string[]) => Promise<void>;
}

/** Opens the records in a folder; a file that does not hold what `codec` says is left out. */
export const openRecords = async <A extends Readonly<Record<string, unknown>>>(
  directory: string,
  codec: t.Type<A>,
): Promise<Records<A>> => {
  const store = await openCatcherStore(directory);
  const items = (): readonly unknown[] => store.all();
  return {
    add: store.add,
    forget: store.forget,
    all: () => items().filter(codec.is),
    find: (fits) => {
      const found = items().findLast((item) => codec.is(item) && fits(item));
      return codec.is(found) ? found : undefined;
    },
  };
};
