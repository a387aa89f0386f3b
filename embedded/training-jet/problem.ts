/** What is wrong with one field of a request. */
export interface Fault {
  /** The field's name; empty for the body as a whole. */
  readonly path: string;
  readonly message: string;
}

const titles = {
  invalid: [400, 'The request is not valid'],
  unauthenticated: [401, 'A token is needed'],
  'not-found': [404, 'Not found'],
  'method-not-allowed': [405, 'This address does not take this method'],
  'account-exists': [409, 'There is an account of this e-mail address'],
  'already-subscribed': [409, 'The account has a subscription to this plan'],
  'key-reused': [409, 'This Idempotency-Key belongs to another request'],
  'not-subscribed': [409, 'The account has no subscription to this plan'],
  'too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'The body must be JSON'],
  'unknown-plan': [422, 'There is no such plan'],
  internal: [500, 'Something went wrong on our side'],
  'not-implemented': [501, 'This method is not known'],
} as const;

export type ProblemCode = keyof typeof titles;

/** A request that is refused. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: ProblemCode,
    detail: string,
    readonly errors: readonly Fault[] = [],
  ) {
    super(detail);
  }

  get status(): number {
    return titles[this.code][0];
  }

  /** As it is answered (RFC 9457). */
  toJSON(): Readonly<Record<string, unknown>> {
    const [status, title] = titles[this.code];
    return {
      type: `/problems/${this.code}`,
      title,
      status,
      code: this.code,
      detail: this.message,
      ...(this.errors.length === 0 ? {} : { errors: this.errors }),
    };
  }
}

/** A request whose fields are wrong: the detail names each of them. */
export const invalid = (errors: readonly Fault[]): Problem =>
  new Problem(
    'invalid',
    `${errors.map(({ path, message }) => `${path === '' ? 'the body' : path} ${message}`).join('; ')}.`,
    errors,
  );
