import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import pb from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js';
import type { handleUnaryCall, ServiceDefinition } from '@grpc/grpc-js';

const serverVersion = '24.10.0';

// What the real server of this version says. Of methods that it does not find here, the client thinks that it has met
// an old server, and asks for them over HTTP/1, where nobody listens: so the refused ones are listed too.
const featuresOf = (path: string): string[] => {
  if (path.includes('PersistentSubscriptions')) return ['stream', 'all'];
  return path.endsWith('Projections/Create') ? ['track_emitted_streams'] : [];
};

const methodsOf = (service: ServiceDefinition) =>
  Object.values(service).map(({ path }) => {
    const [, serviceName = '', methodName = ''] = path.split('/');
    return new pb.SupportedMethod()
      .setServiceName(serviceName)
      .setMethodName(methodName.toLowerCase())
      .setFeaturesList(featuresOf(path));
  });

/** Tells the client which methods it may call, so that it uses the newest it knows. */
export const supportedMethods =
  (services: readonly ServiceDefinition[]): handleUnaryCall<Empty, SupportedMethods> =>
  (_call, callback) =>
    callback(
      null,
      new pb.SupportedMethods()
        .setEventStoreServerVersion(serverVersion)
        .setMethodsList(services.flatMap(methodsOf)),
    );
