export class MongoPipelineStage {}
export class MongoProjectionValue {}
export class MongoGroupId {}
export class apple {}
export class zebra {}
