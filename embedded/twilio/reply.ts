import { type ApiError, errorBody } from './api-error.js';

/** An answer to an HTTP request. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** What begins when the answer is on its way. */
  readonly afterwards?: () => void;
}

/** A value as JSON. */
export const json = (value: unknown, status = 200): Reply => ({
  status,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
});

/** A refusal as JSON, in Twilio's shape. */
export const refusal = (error: ApiError): Reply => json(errorBody(error), error.status);
