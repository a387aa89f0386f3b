/** A refusal as Twilio words it: its own code, and the HTTP status that goes with it. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** The body of a refusal, in the shape that Twilio's SDKs read. */
export const errorBody = ({ code, message, status }: ApiError) => ({
  code,
  message,
  more_info: `https://www.twilio.com/docs/errors/${code}`,
  status,
});

/** What Twilio says of a path, or of a thing, that it does not have. */
export const notFound = (path: string): ApiError =>
  new ApiError(20404, `The requested resource ${path} was not found`, 404);
