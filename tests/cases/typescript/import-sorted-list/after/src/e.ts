import {
  type MongoGroupId as Read,
  MongoPipelineStage,
  type MongoProjectionValue,
  zebra,
} from './stages';

export const all = [MongoPipelineStage, zebra];
export type All = MongoProjectionValue | Read;
