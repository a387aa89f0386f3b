type Call = { on(event: string, listener: () => void): unknown };

/** Aborted once nobody is left to answer: the client has cancelled, or the call has ended. */
export const goneSignal = (call: Call): AbortSignal => {
  const gone = new AbortController();
  // A reason of our own spares an exception object for each call.
  for (const event of ['cancelled', 'close', 'error']) call.on(event, () => gone.abort(event));
  return gone.signal;
};
