/** One thing wrong with what was sent: where, and what would be right. */
export interface Fault {
  /** Such as `steps[2].when.delay`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

/**
 * Why a command was refused.
 * `invalid`: the input is wrong · `notFound` · `gone`: erased for good · `notAllowed`: wrong in the present state ·
 * `conflict`: changed meanwhile, or another one has it · `unusable`: well-formed, but would fail when it runs.
 */
export type RefusalKind = 'invalid' | 'notFound' | 'gone' | 'notAllowed' | 'conflict' | 'unusable';

/** A refused command. Everything else that is thrown is a bug or broken infrastructure. */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  private constructor(
    readonly kind: RefusalKind,
    message: string,
    readonly faults: readonly Fault[] = [],
  ) {
    super(message);
  }

  static invalid(faults: readonly Fault[]): DomainError {
    return new DomainError('invalid', 'The input is not valid.', faults);
  }

  static notFound(what: string): DomainError {
    return new DomainError('notFound', `${what} does not exist.`);
  }

  static gone(what: string): DomainError {
    return new DomainError('gone', `${what} has been erased.`);
  }

  static notAllowed(message: string): DomainError {
    return new DomainError('notAllowed', message);
  }

  static conflict(message: string): DomainError {
    return new DomainError('conflict', message);
  }

  static unusable(message: string, faults: readonly Fault[]): DomainError {
    return new DomainError('unusable', message, faults);
  }
}
