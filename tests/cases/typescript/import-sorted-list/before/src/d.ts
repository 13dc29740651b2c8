export {
  apple,
  MongoPipelineStage,
  MongoProjectionValue,
  MongoReadStage,
  zebra,
} from './stages';
