import { describe, expect, test } from 'vitest';
import { canonical } from './canonical.js';
import type { Case, Place, Topic } from './case.js';

interface Outcome {
  readonly code?: number;
  readonly message?: string;
  readonly codeName?: string;
  readonly value?: unknown;
}

const outcomeOf = async ({ run }: Case, place: Place): Promise<Outcome> => {
  try {
    return { value: await run(place) };
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      return {
        code: Number(error.code),
        message: error.message,
        ...('codeName' in error && { codeName: String(error.codeName) }),
      };
    throw error;
  }
};

const check = async (each: Case, place: Place): Promise<void> => {
  const { expected, source } = each;
  const { code, codeName, message, value } = await outcomeOf(each, place);
  if ('value' in expected) {
    expect(code, `${message} (${source})`).toBeUndefined();
    expect(canonical(value), source).toBe(canonical(expected.value));
    return;
  }
  expect({ code, value }, source).toEqual({ code: expected.code, value: undefined });
  expect(message, source).toContain(expected.names);
  // Only codes above those of the protocol have no name of their own.
  if (expected.code < 1000) expect(codeName ?? '').not.toMatch(/^Location/);
};

/** Runs every case of every topic, each in a collection of its own. */
export const runTopics = (topics: readonly Topic[], place: () => Place): void => {
  for (const { topic, cases } of topics) {
    describe(topic, () => {
      for (const each of cases) test(each.name, () => check(each, place()));
    });
  }
};
