export class MongoPipelineStage {}
export class MongoProjectionValue {}
export class MongoReadStage {}
export class apple {}
export class zebra {}
