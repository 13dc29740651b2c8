import {
  MongoPipelineStage,
  type MongoProjectionValue,
  type MongoReadStage as Read,
  zebra,
} from './stages';

export const all = [MongoPipelineStage, zebra];
export type All = MongoProjectionValue | Read;
