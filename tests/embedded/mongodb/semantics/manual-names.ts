/** The names that MongoDB's manual lists for version 8, whether or not the embedded server has them. */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** https://www.mongodb.com/docs/manual/reference/operator/query/ : on fields. */
export const fieldOperators = words(`
  $eq $ne $gt $gte $lt $lte $in $nin $not $exists $type $mod $regex $options $all $elemMatch $size
  $geoIntersects $geoWithin $near $nearSphere $box $center $centerSphere $geometry $maxDistance $minDistance $polygon
  $bitsAllClear $bitsAllSet $bitsAnyClear $bitsAnySet`);

/** The same page: at the top of a filter. */
export const topLevelOperators = words('$and $or $nor $expr $jsonSchema $text $where $comment $sampleRate');

/** https://www.mongodb.com/docs/manual/reference/operator/update/ */
export const updateOperators = words(`
  $currentDate $inc $min $max $mul $rename $set $setOnInsert $unset $addToSet $pop $pull $push $pullAll $bit`);

/** https://www.mongodb.com/docs/manual/reference/operator/aggregation-pipeline/ */
export const stages = words(`
  $addFields $bucket $bucketAuto $changeStream $changeStreamSplitLargeEvent $collStats $count $currentOp $densify
  $documents $facet $fill $geoNear $graphLookup $group $indexStats $limit $listLocalSessions $listSampledQueries
  $listSearchIndexes $listSessions $lookup $match $merge $out $planCacheStats $project $querySettings $queryStats
  $redact $replaceRoot $replaceWith $sample $search $searchMeta $set $setWindowFields $shardedDataDistribution $skip
  $sort $sortByCount $unionWith $unset $unwind $vectorSearch $rankFusion`);

/** https://www.mongodb.com/docs/manual/reference/operator/aggregation/ : in `$group`. */
export const accumulators = words(`
  $accumulator $addToSet $avg $bottom $bottomN $concatArrays $count $first $firstN $last $lastN $max $maxN $median
  $mergeObjects $min $minN $percentile $push $setUnion $stdDevPop $stdDevSamp $sum $top $topN`);

/** The same page: expressions. */
export const expressions = words(`
  $abs $acos $acosh $add $allElementsTrue $and $anyElementTrue $arrayElemAt $arrayToObject $asin $asinh $atan $atan2
  $atanh $avg $binarySize $bitAnd $bitNot $bitOr $bitXor $bsonSize $ceil $cmp $concat $concatArrays $cond $convert $cos
  $cosh $dateAdd $dateDiff $dateFromParts $dateFromString $dateSubtract $dateToParts $dateToString $dateTrunc
  $dayOfMonth $dayOfWeek $dayOfYear $degreesToRadians $divide $eq $exp $filter $first $firstN $floor $function
  $getField $gt $gte $hour $ifNull $in $indexOfArray $indexOfBytes $indexOfCP $isArray $isNumber $isoDayOfWeek $isoWeek
  $isoWeekYear $last $lastN $let $literal $ln $log $log10 $lt $lte $ltrim $map $max $maxN $median $mergeObjects $meta
  $millisecond $min $minN $minute $mod $month $multiply $ne $not $objectToArray $or $percentile $pow $radiansToDegrees
  $rand $range $reduce $regexFind $regexFindAll $regexMatch $replaceAll $replaceOne $reverseArray $round $rtrim
  $sampleRate $second $setDifference $setEquals $setField $setIntersection $setIsSubset $setUnion $sigmoid $sin $sinh
  $size $slice $sortArray $split $sqrt $stdDevPop $stdDevSamp $strLenBytes $strLenCP $strcasecmp $substr $substrBytes
  $substrCP $subtract $sum $switch $tan $tanh $toBool $toDate $toDecimal $toDouble $toHashedIndexKey $toInt $toLong
  $toLower $toObjectId $toString $toUUID $toUpper $trim $trunc $tsIncrement $tsSecond $type $unsetField $week $year
  $zip`);

/** https://www.mongodb.com/docs/manual/reference/command/ */
export const commands = words(`
  abortReshardCollection abortTransaction addShard addShardToZone aggregate analyze analyzeShardKey appendOplogNote
  applyOps authenticate autoCompact autoSplitVectors balancerCollectionStatus balancerStart balancerStatus balancerStop
  buildInfo bulkWrite checkMetadataConsistency checkShardingIndex cleanupOrphaned cleanupReshardCollection
  clearJumboFlag cloneCollectionAsCapped collMod collStats commitReshardCollection commitTransaction compact
  compactStructuredEncryptionData configureCollectionBalancing configureQueryAnalyzer connPoolStats connectionStatus
  convertToCapped count create createIndexes createRole createSearchIndexes createUser currentOp dataSize dbHash
  dbStats delete distinct driverOIDTest drop dropAllRolesFromDatabase dropAllUsersFromDatabase dropConnections
  dropDatabase dropIndexes dropRole dropSearchIndex dropUser enableSharding endSessions explain features filemd5 find
  findAndModify flushRouterConfig fsync fsyncUnlock getAuditConfig getClusterParameter getCmdLineOpts
  getDefaultRWConcern getLog getMore getParameter getShardMap getShardVersion getnonce grantPrivilegesToRole
  grantRolesToRole grantRolesToUser hello hostInfo insert invalidateUserCache isMaster killAllSessions
  killAllSessionsByPattern killCursors killOp killSessions listCollections listCommands listDatabases listIndexes
  listShards lockInfo logApplicationMessage logRotate logout mapReduce medianKey mergeAllChunksOnShard mergeChunks
  moveChunk movePrimary moveRange netstat ping planCacheClear planCacheClearFilters planCacheListFilters
  planCacheSetFilter profile reIndex refineCollectionShardKey refreshSessions removeQuerySettings removeShard
  removeShardFromZone renameCollection replSetAbortPrimaryCatchUp replSetFreeze replSetGetConfig replSetGetStatus
  replSetInitiate replSetMaintenance replSetReconfig replSetResizeOplog replSetStepDown replSetSyncFrom
  reshardCollection revokePrivilegesFromRole revokeRolesFromRole revokeRolesFromUser rolesInfo rotateCertificates
  serverStatus setAllowMigrations setAuditConfig setClusterParameter setDefaultRWConcern setFeatureCompatibilityVersion
  setIndexCommitQuorum setParameter setQuerySettings setShardVersion shardCollection shardConnPoolStats shardingState
  shutdown split splitChunk splitVector startSession top transitionFromDedicatedConfigServer
  transitionToDedicatedConfigServer unsetSharding unshardCollection update updateRole updateSearchIndex updateUser
  updateZoneKeyRange usersInfo validate validateDBMetadata whatsmyuri`);
