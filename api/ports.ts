import type { Commands } from '../commands/create-commands.js';
import type { Clock, NewId, ReadStream } from '../commands/event-log.js';
import type { ManageReports } from '../commands/reports/manage-reports.js';
import type { Hash } from '../commands/resolve-lead.js';
import type { Tokens } from '../commands/tokens.js';
import type { Role } from '../domain/api-key/api-key.js';
import type { ApiKeyId } from '../domain/codecs/ids.js';
import type { Position } from '../domain/codecs/numbers.js';
import type { Name } from '../domain/codecs/values.js';
import type { Queries } from '../projections/queries.js';
import type { ReadModelAnswer } from './projection-codecs.js';

/** Whose API key a request carries. */
export interface Caller {
  readonly apiKeyId: ApiKeyId;
  readonly name: Name;
  readonly role: Role;
}

/** The caller that a key belongs to; `undefined` for a key that is malformed, unknown, wrong or revoked. */
export type Authenticate = (apiKey: string) => Promise<Caller | undefined>;

/** An answer as it goes out, kept so that a repeated request gets the same one. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body: string;
}

export type Begun =
  /** The key was free and is taken now: carry out the request, then `finish` or `abandon`. */
  | { readonly kind: 'new' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly answer: StoredAnswer }
  /** The key belongs to a request with another fingerprint. */
  | { readonly kind: 'mismatch' };

/**
 * Remembers which requests were carried out. `begin` must take a free key atomically; a key whose request never
 * finished (the process ended) becomes free again after a time, a finished one after a day or more.
 */
export interface IdempotencyStore {
  readonly begin: (key: string, fingerprint: string) => Promise<Begun>;
  readonly finish: (key: string, answer: StoredAnswer) => Promise<void>;
  readonly abandon: (key: string) => Promise<void>;
}

type Write = (details: object, message: string) => void;

export interface ApiLog {
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

/** The read models as operators see them, and the work on them: one piece at a time, in the order of the requests. */
export interface ReadModelWork {
  /** All, or those with these names that there are. */
  readonly statuses: (names?: readonly string[]) => Promise<readonly ReadModelAnswer[]>;
  /** @throws DomainError `notAllowed` when it is being rebuilt already · RequestRefused `unavailable` before all is started */
  readonly rebuild: (name: string) => Promise<void>;
  /** @throws as `rebuild` does */
  readonly verify: (name: string) => Promise<void>;
  /** Ends when it has stopped. @throws DomainError `notAllowed` when there is nothing to stop */
  readonly cancel: (name: string, work: 'rebuild' | 'verify') => Promise<void>;
}

/** What the API needs of the house. */
export interface ApiPorts {
  readonly commands: Commands;
  readonly queries: Queries;
  readonly reports: ManageReports;
  readonly readStream: ReadStream;
  /** The public key that exported histories are signed with, in base64url. */
  readonly exportKey: string;
  /** True once every read model has reached the position, false when they have not within a time of its own. */
  readonly waitFor: (position: Position) => Promise<boolean>;
  readonly readModels: ReadModelWork;
  /** All that cannot be made anew, piece by piece, as of the moment at which it is asked for. */
  readonly archive: () => AsyncIterable<string>;
  readonly authenticate: Authenticate;
  readonly idempotency: IdempotencyStore;
  /** A new API key id and a secret that cannot be guessed. */
  readonly issueSecret: () => { readonly id: ApiKeyId; readonly secret: string };
  /** SHA-256 in hexadecimal. */
  readonly hash: Hash;
  readonly newId: NewId;
  readonly clock: Clock;
  /** Whether requests can be served; `checks` says it of each part. */
  readonly ready: () => Promise<{
    readonly ready: boolean;
    readonly checks: Readonly<Record<string, string>>;
  }>;
  /** Whether an error says that a server which is needed does not answer. */
  readonly isAway: (error: unknown) => boolean;
  readonly log: ApiLog;
  /** The address under which browsers and providers reach this server, without a slash at its end. */
  readonly publicUrl: string;
  /** How long the file of an import may be. */
  readonly importMaxBytes: number;
  readonly tokens: Pick<Tokens, 'read'>;
  /** Whether a request was signed with the auth token of a Twilio connection. */
  readonly verifyTwilio: (request: {
    readonly connectionId: string;
    /** As Twilio addressed it. */
    readonly url: string;
    /** Of its form. */
    readonly params: Readonly<Record<string, string | readonly string[]>>;
    readonly signature: string;
  }) => Promise<boolean>;
  /** Whether a request comes from the Training Jet of a connection, and lately. */
  readonly verifyTrainingJet: (request: {
    readonly connectionId: string;
    readonly id: string;
    readonly timestamp: string;
    readonly signature: string;
    readonly text: string;
  }) => Promise<boolean>;
  readonly version: string;
}
