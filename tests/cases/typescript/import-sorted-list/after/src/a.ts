import { MongoGroupId, MongoPipelineStage, MongoProjectionValue } from './stages';

export const all = [MongoPipelineStage, MongoProjectionValue, MongoGroupId];
