export {
  apple,
  MongoGroupId,
  MongoPipelineStage,
  MongoProjectionValue,
  zebra,
} from './stages';
