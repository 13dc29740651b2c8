import { MongoPipelineStage, MongoProjectionValue, MongoReadStage } from './stages';

export const all = [MongoPipelineStage, MongoProjectionValue, MongoReadStage];
