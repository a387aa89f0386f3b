import type { Doc } from '../bson/value.js';

/** An upsert that has found nothing, and what it is about to insert. */
export interface UpsertMiss {
  /** `database.collection` */
  readonly namespace: string;
  readonly doc: Doc;
}

/** What a test does between the search and the insert of an upsert. */
export type OnUpsertMiss = (miss: UpsertMiss) => Promise<void>;

/** Work that stops at each place where a real server may let another client go first. */
export type Steps<Result> = Generator<UpsertMiss, Result, void>;

export const isSteps = (answer: Doc | Steps<Doc>): answer is Steps<Doc> => Symbol.iterator in answer;

/** Does it all at once: nobody goes first. */
export const finish = <Result>(steps: Steps<Result>): Result => {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
};

/** Lets others go first at each stop, until `onUpsertMiss` is through. */
export const race = async <Result>(steps: Steps<Result>, onUpsertMiss: OnUpsertMiss): Promise<Result> => {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await onUpsertMiss(step.value);
  }
};
