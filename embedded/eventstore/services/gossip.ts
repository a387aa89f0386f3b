import { randomUUID } from 'node:crypto';
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import pb from '@eventstore/db-client/generated/gossip_pb.js';
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { handleUnaryCall } from '@grpc/grpc-js';

/** A cluster of one, for clients that were told to discover one. */
export const gossip = (
  address: () => { host: string; port: number },
): handleUnaryCall<Empty, ClusterInfo> => {
  const instanceId = randomUUID();
  return (_call, callback) => {
    const { host, port } = address();
    const member = new pb.MemberInfo()
      .setInstanceId(new shared.UUID().setString(instanceId))
      .setTimeStamp(String(Date.now() * 10_000))
      .setState(pb.MemberInfo.VNodeState.LEADER)
      .setIsAlive(true)
      .setHttpEndPoint(new pb.EndPoint().setAddress(host).setPort(port));
    callback(null, new pb.ClusterInfo().setMembersList([member]));
  };
};
